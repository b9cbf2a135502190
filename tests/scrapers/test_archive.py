"""The archive: what is written is read back, what is torn is never taken as whole."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from scrapers.archive import (
    ArchiveError,
    ArchiveRecord,
    ArchiveWriter,
    DigestError,
    FetchNote,
    Link,
    Outcome,
    Reason,
    Segment,
    TornRecordError,
    iter_records,
    payload_of,
    read_page,
    read_payload_to,
    recover,
    segments,
    verify,
)
from scrapers.archive.write import Earlier, Sent, digest_of

NOW = datetime(2026, 11, 23, 8, 15, 30, 123456, tzinfo=UTC)


def note(number: int, *, outcome: Outcome = Outcome.FETCHED) -> FetchNote:
    url = f"http://portal.example/tin/bai-{number}.html"
    links = (Link(url=url + "?in=1", text="Bản in", rel="nofollow", excluded=Reason.DENIED),)
    return FetchNote(crawl="7", url=url, outcome=outcome, links=links, depth=2)


def body(number: int) -> bytes:
    return f"<h1>Bài số {number}</h1><p>{'Nội dung. ' * number}</p>".encode()


def write(root: Path, count: int, *, crawl: str = "7") -> tuple[Segment, ...]:
    closed: list[Segment] = []
    with ArchiveWriter(root, "can-loc", crawl, on_segment=closed.append) as writer:
        for number in range(count):
            headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
            payload = payload_of(body(number), headers=headers)
            writer.write(note(number), now=NOW, payload=payload)
    return tuple(closed)


def read(root: Path) -> list[ArchiveRecord]:
    return [record for name in segments(root, "can-loc") for record in iter_records(root, name)]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    (segment,) = write(tmp_path, 3)
    assert segment.name == "can-loc/7-00001.warc.gz"
    assert segment.records == 3
    records = read(tmp_path)
    assert [record.note for record in records] == [note(number) for number in range(3)]
    page = records[1].page
    assert page is not None
    assert page.body == body(1)
    assert page.digest == digest_of(body(1))
    assert page.fetched_at == NOW
    assert ("X-Archive-Orig-Content-Encoding", "gzip") in page.headers
    assert read_page(tmp_path, page.segment, page.offset) == page


@pytest.mark.parametrize(
    "url",
    [
        "http://portal.example/tin-tức/bài viết.html?tên=ủy ban",
        "http://cổng.example/",
        "http://portal.example/x\r\nWARC-Type: metadata",
        "http://portal.example/\udc80",
    ],
    ids=["words", "host", "line-end", "surrogate"],
)
def test_an_address_that_nobody_escaped_is_kept_as_it_is(tmp_path: Path, url: str) -> None:
    headers = (("X-Tên", "a"), ("X-Note", "Tin mới\r\nX-Forged: 1"), ("X-Raw", "\udc80"))
    payload = replace(payload_of(b"x", headers=headers), reason="Không tìm thấy")
    earlier = Earlier(digest=payload.digest, fetched_at=NOW, url=url)
    sent = Sent(url=url, headers=(("X-Khóa", "ư"),))
    own = FetchNote(crawl="7", url=url, outcome=Outcome.FETCHED)
    with ArchiveWriter(tmp_path, "can-loc", "7") as writer:
        writer.write(own, now=NOW, payload=payload, sent=sent)
        writer.write(own, now=NOW, payload=payload, earlier=earlier)
    records = read(tmp_path)
    assert [record.note.url for record in records] == [url, url]
    assert records[0].page is not None
    assert records[0].page.body == b"x"
    assert not verify(tmp_path, "can-loc")
    names = {name for record in records for name, _ in record.headers}
    assert names == {"X-T?n", "X-Note", "X-Raw", "Content-Length"}


def test_a_failure_is_a_record_without_a_response(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, "can-loc", "7") as writer:
        writer.write(note(1, outcome=Outcome.FAILED), now=NOW)
    (record,) = read(tmp_path)
    assert record.page is None
    assert record.note.outcome is Outcome.FAILED
    with pytest.raises(ArchiveError, match="no response is stored"):
        read_page(tmp_path, record.segment, record.offset)


def test_a_revisit_leads_to_the_payload_that_is_stored(tmp_path: Path) -> None:
    write(tmp_path, 1)
    (first,) = read(tmp_path)
    again = FetchNote(
        crawl="8",
        url=first.note.url,
        outcome=Outcome.UNCHANGED,
        payload_segment=first.segment,
        payload_offset=first.offset,
        payload_digest=first.digest,
    )
    earlier = Earlier(digest=first.digest, fetched_at=first.fetched_at, url=first.note.url)
    with ArchiveWriter(tmp_path, "can-loc", "8") as writer:
        writer.write(again, now=NOW, payload=payload_of(b"", status=304), earlier=earlier)
    (record,) = iter_records(tmp_path, "can-loc/8-00001.warc.gz")
    assert record.page is None
    assert record.digest == first.digest
    assert read_page(tmp_path, record.segment, record.offset).body == body(0)
    copy = BytesIO()
    assert read_payload_to(tmp_path, record.segment, record.offset, copy) == len(body(0))
    assert copy.getvalue() == body(0)


def test_a_segment_is_closed_by_size_and_by_age(tmp_path: Path) -> None:
    closed: list[Segment] = []
    writer = ArchiveWriter(
        tmp_path, "can-loc", "7", segment_bytes=1, segment_s=5, on_segment=closed.append
    )
    writer.write(note(1), now=NOW, payload=payload_of(body(1)))
    assert len(closed) == 1
    writer = ArchiveWriter(tmp_path, "can-loc", "7", segment_s=5, on_segment=closed.append)
    writer.write(note(2), now=NOW, payload=payload_of(body(2)))
    writer.close_if_due(NOW.replace(second=34))
    assert len(closed) == 1
    writer.close_if_due(NOW.replace(second=36))
    assert [segment.name for segment in closed] == [
        "can-loc/7-00001.warc.gz",
        "can-loc/7-00002.warc.gz",
    ]


def test_a_torn_segment_gives_its_whole_fetches_and_no_other(tmp_path: Path) -> None:
    (segment,) = write(tmp_path / "whole", 12)
    data = (tmp_path / "whole" / segment.name).read_bytes()
    ends = [record.end for record in read(tmp_path / "whole")]
    places = random.Random(4)  # fixed: the same fifty cuts each time
    for cut in [0, 1, len(data) - 1, *(places.randrange(len(data)) for _ in range(50))]:
        root = tmp_path / f"cut-{cut}"
        (root / "can-loc").mkdir(parents=True, exist_ok=True)
        (root / (segment.name + ".open")).write_bytes(data[:cut])
        recovered = recover(root, "can-loc")
        whole = sum(end <= cut for end in ends)
        assert sum(one.records for one in recovered) == whole
        assert [record.note for record in read(root)] == [note(n) for n in range(whole)]
        assert not verify(root, "can-loc")
        assert recover(root, "can-loc") == ()


def test_a_torn_closed_segment_is_told(tmp_path: Path) -> None:
    (segment,) = write(tmp_path, 3)
    path = tmp_path / segment.name
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(TornRecordError, match=segment.name):
        read(tmp_path)
    assert verify(tmp_path, "can-loc")


def test_an_altered_byte_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    (segment,) = write(tmp_path, 4)
    offsets = [record.offset for record in read(tmp_path)]
    path = tmp_path / segment.name
    data = bytearray(path.read_bytes())
    data[offsets[2] + 300] ^= 0xFF
    path.write_bytes(data)
    (damage, *_) = verify(tmp_path, "can-loc")
    assert damage.offset == offsets[2]
    with pytest.raises((TornRecordError, DigestError)):
        read_page(tmp_path, segment.name, offsets[2])
    found: list[str] = []
    for record in iter_records(tmp_path, segment.name, damage=[]):
        found.append(record.note.url)
    assert [note(n).url for n in (0, 1, 3)] == [url for url in found if "bai-2" not in url]


def test_a_crawl_never_reuses_a_segment_name(tmp_path: Path) -> None:
    write(tmp_path, 1)
    (tmp_path / "can-loc" / "7-00002.warc.gz.torn").write_bytes(b"torn")
    assert write(tmp_path, 1)[0].name == "can-loc/7-00003.warc.gz"


def test_a_name_that_leads_out_of_the_root_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no segment"):
        read_page(tmp_path, "../etc/passwd", 0)
    with pytest.raises(ArchiveError, match="slug"):
        segments(tmp_path, "../etc")


def test_replay_tools_meet_only_the_response_at_an_address(tmp_path: Path) -> None:
    (segment,) = write(tmp_path, 1)
    with (tmp_path / segment.name).open("rb") as file:
        named = [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"))
            for record in ArchiveIterator(file)
        ]
    url = note(0).url
    assert named == [("warcinfo", None), ("request", url), ("response", url), ("metadata", None)]


@pytest.mark.slow
def test_warcio_finds_nothing_wrong(tmp_path: Path) -> None:
    (segment,) = write(tmp_path, 5)
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(tmp_path / segment.name)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "digest pass" in checked.stdout
