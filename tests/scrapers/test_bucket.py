"""The archive in S3-compatible storage, against a real server of it on 127.0.0.1."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import pytest
from moto.server import ThreadedMotoServer

from scrapers.archive import (
    ArchiveError,
    ArchiveWriter,
    iter_records,
    measure,
    payload_of,
    read_page,
    read_payload_to,
    recover,
    rewrite,
    segments,
    verify,
)
from scrapers.archive.adopt import adopt
from scrapers.archive.bucket import StorageError
from scrapers.plan import Plan
from tests.scrapers.crawling import crawl, profile_of, records
from tests.scrapers.portal_server import Portal, article, links, page, serving
from tests.scrapers.test_archive import NOW, body, note


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def root(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Address of an archive with nothing in it: a bucket of its own."""
    bucket = tmp_path.name.replace("_", "-")
    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    boto3.client("s3").create_bucket(Bucket=bucket)
    return f"s3://{bucket}/archive?spool={tmp_path / 'spool'}"


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*.warc*"))


def write(root: str, count: int, *, crawl: str = "7") -> None:
    with ArchiveWriter(root, "can-loc", crawl) as writer:
        for number in range(count):
            writer.write(note(number), now=NOW, payload=payload_of(body(number)))


def test_a_closed_segment_is_in_the_storage_and_no_longer_here(root: str, tmp_path: Path) -> None:
    write(root, 30)
    write(root, 2)
    assert segments(root, "can-loc") == ("can-loc/7-00001.warc.gz", "can-loc/7-00002.warc.gz")
    assert files(tmp_path) == []
    found = [record for name in segments(root, "can-loc") for record in iter_records(root, name)]
    assert [record.note for record in found[:30]] == [note(number) for number in range(30)]
    assert not verify(root, "can-loc")
    one = found[20]
    assert read_page(root, one.segment, one.offset).body == body(20)
    with (tmp_path / "copy").open("wb") as copy:
        assert read_payload_to(root, one.segment, one.offset, copy) == len(body(20))
    with pytest.raises(ArchiveError, match="missing"):
        read_page(root, "can-loc/7-00009.warc.gz", 0)


def test_what_could_not_be_sent_is_sent_at_the_next_start(root: str, tmp_path: Path) -> None:
    storage, bucket = boto3.client("s3"), urlsplit(root).netloc
    writer = ArchiveWriter(root, "can-loc", "7")
    for number in range(3):
        writer.write(note(number), now=NOW, payload=payload_of(body(number)))
    storage.delete_bucket(Bucket=bucket)
    with pytest.raises(StorageError):
        writer.close()
    storage.create_bucket(Bucket=bucket)
    assert files(tmp_path) == ["7-00001.warc.gz"]
    open_one = tmp_path / "spool" / "can-loc" / "7-00002.warc.gz.open"
    closed = open_one.with_name("7-00001.warc.gz").read_bytes()
    open_one.write_bytes(closed + closed[:90])
    sent = recover(root, "can-loc")
    assert [(one.name, one.records) for one in sent] == [
        ("can-loc/7-00001.warc.gz", 3),
        ("can-loc/7-00002.warc.gz", 3),
    ]
    assert segments(root, "can-loc") == tuple(one.name for one in sent)
    assert measure(root, sent[0].name)[1] == len(closed)
    assert files(tmp_path) == ["7-00002.warc.gz.torn"]
    assert recover(root, "can-loc") == ()


def test_a_segment_is_never_written_over(root: str, tmp_path: Path) -> None:
    write(root, 1)
    before = measure(root, "can-loc/7-00001.warc.gz")
    other = tmp_path / "spool" / "can-loc" / "7-00001.warc.gz"
    other.write_bytes(b"something else")
    with pytest.raises(ArchiveError, match="something else"):
        recover(root, "can-loc")
    assert other.exists()
    assert measure(root, "can-loc/7-00001.warc.gz") == before


def test_a_payload_that_is_taken_down_goes_from_the_storage(root: str, tmp_path: Path) -> None:
    write(root, 3)
    (name,) = segments(root, "can-loc")
    offset = list(iter_records(root, name))[1].offset
    rewrite(root, name, [offset], lambda _: b"")
    kept = [record.page.body for record in iter_records(root, name) if record.page]
    assert kept == [body(0), b"", body(2)]
    assert not verify(root, "can-loc")
    assert files(tmp_path) == []


def test_a_mirror_is_adopted_into_the_storage(root: str, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror" / "portal.example"
    mirror.mkdir(parents=True)
    (mirror / "index.html").write_bytes(article(1).body)
    for progress in adopt(
        [tmp_path / "mirror"], slug="can-loc", home="http://portal.example/", root=root
    ):
        done = progress
    assert (done.done, done.pages) == (True, 1)
    assert [record.page.body for record in records(root) if record.page] == [article(1).body]


@pytest.mark.acceptance
def test_a_crawl_goes_into_the_storage(root: str, tmp_path: Path) -> None:
    paths = [f"/tin/bai-{number}.html" for number in range(5)]
    routes = {path: article(number) for number, path in enumerate(paths)}
    with serving(Portal(routes={"/": page("Trang", links(*paths)), **routes})) as portal:
        plan = Plan(
            profile=profile_of(portal.home), run="1", root=root, allow_private=(portal.place,)
        )
        done = crawl(plan, tmp_path)
    assert done.reason == "finished", done.log
    stored = {record.note.url for record in records(root) if record.page}
    assert {portal.home + path[1:] for path in paths} <= stored
    assert files(tmp_path) == []
