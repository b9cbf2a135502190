"""Archives from elsewhere: pages come in under their own addresses, or are named as left out."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scrapers.archive import ArchiveRecord, ArchiveWriter, FetchNote, Outcome, Reason, payload_of
from scrapers.archive.adopt import AdoptError, AdoptProgress, adopt
from scrapers.archive.adopt.wayback import unwrap, unwrap_page
from tests.scrapers.crawling import records
from tests.scrapers.portal_server import Portal, Reply, article, links, page, serving

HOME = "http://portal.example/"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
PDF = b"%PDF-1.4\n%%EOF\n"


def take(root: Path, *paths: Path, home: str = HOME) -> AdoptProgress:
    *_, last = adopt(paths, slug="can-loc", home=home, root=root, now=NOW)
    assert last.done
    return last


def pages(root: Path) -> dict[str, ArchiveRecord]:
    return {
        record.note.url: record
        for record in records(root)
        if record.note.outcome is Outcome.FETCHED
    }


def put(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def test_a_text_file_becomes_a_page_of_plain_text(tmp_path: Path) -> None:
    put(tmp_path, {"bài một.txt": "Tiêu đề\n\nMột câu.".encode()})
    take(tmp_path / "archive", tmp_path / "bài một.txt")
    (record,) = records(tmp_path / "archive")
    assert record.note.url == "http://portal.example/b%C3%A0i%20m%E1%BB%99t.txt"
    assert record.page
    assert record.page.body.decode() == "Tiêu đề\n\nMột câu."
    assert ("Content-Type", "text/plain; charset=utf-8") in record.page.headers
    assert record.note.origin == "text bài một.txt"


def test_json_lines_become_pages(tmp_path: Path) -> None:
    lines = [
        {"url": "/tin/1.html", "html": "<html><body><p>Một</p></body></html>"},
        {
            "url": "/tin/2.html",
            "text": "Hai <b>\nBa",
            "title": "Đầu đề",
            "published_at": "2015-03-02",
        },
        {"title": "không có địa chỉ"},
    ]
    data = "\n".join(json.dumps(line) for line in lines) + "\nkhông phải JSON\n"
    put(tmp_path, {"dump.jsonl": data.encode()})
    last = take(tmp_path / "archive", tmp_path / "dump.jsonl")
    found = pages(tmp_path / "archive")
    assert set(found) == {HOME + "tin/1.html", HOME + "tin/2.html"}
    second = found[HOME + "tin/2.html"].page
    assert second
    text = second.body.decode()
    assert "<p>Hai &lt;b&gt;</p>\n<p>Ba</p>" in text
    assert 'datetime="2015-03-02"' in text
    assert last.pages == 2
    assert [line.partition(": ")[0] for line in last.unreadable] == [
        "json dump.jsonl:3",
        "json dump.jsonl:4",
    ]


def mirrored_portal() -> Portal:
    portal = Portal()
    portal.routes = {
        "/": page(
            "Trang chủ", links("/tin/", "/tin/mot.html", "/xem.php?id=5&trang=2", "/mat.html")
        ),
        "/tin/": page("Tin", links("/tin/mot.html", "/gioi-thieu"), '<img src="/anh/a.png">'),
        "/tin/mot.html": article(1, links("/tin/", "/van-ban/qd.pdf")),
        "/xem.php?id=5&trang=2": article(5),
        "/gioi-thieu": article(7),
        "/van-ban/qd.pdf": Reply(PDF, headers=(("Content-Type", "application/pdf"),)),
        "/anh/a.png": Reply(b"\x89PNG\r\n\x1a\n", headers=(("Content-Type", "image/png"),)),
    }
    return portal


WGET = shutil.which("wget")


@pytest.mark.slow
@pytest.mark.skipif(not WGET, reason="wget is not installed")
@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--adjust-extension", "--convert-links"),
        ("--restrict-file-names=windows", "--adjust-extension", "--convert-links"),
        ("--no-host-directories",),
    ],
)
def test_a_mirror_by_wget_gives_the_addresses_back(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    with serving(mirrored_portal()) as portal:
        home = portal.home
        subprocess.run(
            [str(WGET), "-q", "-m", "-p", *options, "-P", str(tmp_path / "mirror"), home],
            check=False,
        )
    last = take(tmp_path / "archive", tmp_path / "mirror", home=home)
    found = pages(tmp_path / "archive")
    expected = {"", "tin/", "tin/mot.html", "xem.php?id=5&trang=2", "van-ban/qd.pdf", "anh/a.png"}
    got = {url.removeprefix(home) for url in found}
    # Whether "gioi-thieu" had an ending of its own, the mirror with added endings does not tell.
    introduction = "gioi-thieu.html" if "--adjust-extension" in options else "gioi-thieu"
    assert got == expected | {introduction}
    missing = [note for record in records(tmp_path / "archive") if (note := record.note).reason]
    assert [(note.url.removeprefix(home), note.reason) for note in missing] == [
        ("mat.html", Reason.NOT_IN_ARCHIVE)
    ]
    assert (last.pages, last.assets, last.missing) == (5, 2, 1)


@pytest.mark.slow
@pytest.mark.skipif(not WGET, reason="wget is not installed")
def test_a_warc_by_wget_comes_in_whole(tmp_path: Path) -> None:
    with serving(mirrored_portal()) as portal:
        home = portal.home
        command = [str(WGET), "-q", "-r", "-p", "--warc-file", str(tmp_path / "site"), home]
        subprocess.run(command, cwd=tmp_path, check=False)
    last = take(tmp_path / "archive", tmp_path / "site.warc.gz", home=home)
    found = pages(tmp_path / "archive")
    assert {url.removeprefix(home) for url in found} == {
        path.removeprefix("/") for path in mirrored_portal().routes
    }
    assert last.missing == 0  # the page that is gone has its 404 in the WARC
    gone = [record for record in records(tmp_path / "archive") if record.status == 404]
    assert {record.note.outcome for record in gone} == {Outcome.GONE}


def test_a_torn_warc_gives_what_is_whole_and_names_the_rest(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, "other", "x") as writer:
        for number in (1, 2):
            note = FetchNote(crawl="x", url=f"{HOME}{number}.html", outcome=Outcome.FETCHED)
            payload = payload_of(article(number).body, headers=(("Content-Type", "text/html"),))
            writer.write(note, now=NOW, payload=payload)
    path = tmp_path / "other" / "x-00001.warc.gz"
    path.write_bytes(path.read_bytes()[:-900])
    last = take(tmp_path / "archive", path)
    assert list(pages(tmp_path / "archive")) == [f"{HOME}1.html"]
    assert len(last.unreadable) == 1


def test_a_redirect_of_a_warc_leads_to_a_whole_address(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, "other", "x") as writer:
        note = FetchNote(crawl="x", url=f"{HOME}cu.html", outcome=Outcome.FETCHED)
        payload = payload_of(b"", status=301, headers=(("Location", "/moi.html"),))
        writer.write(note, now=NOW, payload=payload)
    take(tmp_path / "archive", tmp_path / "other" / "x-00001.warc.gz")
    (record,) = records(tmp_path / "archive")
    assert record.note.outcome is Outcome.REDIRECTED
    assert record.note.target == f"{HOME}moi.html"


def test_what_a_page_says_of_its_own_address_is_believed(tmp_path: Path) -> None:
    mark = b"<!-- Mirrored from portal.example/xem.asp?id=9 by HTTrack Website Copier/3.x, x -->"
    saved = b"<!-- saved from url=(0030)http://portal.example/cu/3.html -->"
    put(
        tmp_path / "m",
        {
            "index.html": b"<html>HTTrack index</html>",
            "hts-log.txt": b"log",
            "portal.example/xem8d2f.html": b"<html>" + mark + b"<p>Chin</p></html>",
            "portal.example/luu.html": saved + b"<html><p>Ba</p></html>",
            "portal.example/a.html": b'<link rel="canonical" href="/that/a"><html><p>A</p></html>',
        },
    )
    take(tmp_path / "archive", tmp_path / "m")
    assert set(pages(tmp_path / "archive")) == {
        "http://portal.example/xem.asp?id=9",
        "http://portal.example/cu/3.html",
        "http://portal.example/that/a",
    }


def test_images_that_a_mirror_lacks_are_left_for_a_later_plan(tmp_path: Path) -> None:
    body = b'<html><img src="/anh/a.png"><img src="http://other.example/b.png"><p>A</p></html>'
    put(tmp_path / "m", {"portal.example/a.html": body})
    last = take(tmp_path / "archive", tmp_path / "m")
    (record,) = records(tmp_path / "archive")
    assert last.missing == 0
    assert [(link.url, link.excluded) for link in record.note.links] == [
        ("http://portal.example/anh/a.png", Reason.NONE),
        ("http://other.example/b.png", Reason.NONE),
    ]


def test_a_sheet_saved_as_a_page_stays_a_sheet(tmp_path: Path) -> None:
    sheet = b"<html><table><tr><td>1</td></tr></table></html>"
    refused = b'<html><body>403 <a href="/login">Login</a></body></html>'
    put(tmp_path / "m", {"portal.example/b.xls": sheet, "portal.example/c.xls": refused})
    take(tmp_path / "archive", tmp_path / "m")
    found = pages(tmp_path / "archive")
    types = {url: dict(record.headers)["Content-Type"] for url, record in found.items()}
    assert types == {HOME + "b.xls": "application/vnd.ms-excel", HOME + "c.xls": "text/html"}


def test_a_zip_comes_in_like_a_folder(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "site.zip", "w") as archive:
        archive.writestr("sao-luu/portal.example/tin/1.html", article(1).body)
        archive.writestr("sao-luu/portal.example/tin/2.pdf", PDF)
    take(tmp_path / "archive", tmp_path / "site.zip")
    assert set(pages(tmp_path / "archive")) == {HOME + "tin/1.html", HOME + "tin/2.pdf"}


def test_a_zip_that_leads_out_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "slip.zip", "w") as archive:
        archive.writestr("../../etc/cron.d/x", b"x")
    with pytest.raises(AdoptError, match=r"slip\.zip.*leads out"):
        take(tmp_path / "archive", tmp_path / "slip.zip")


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.html", bytes(120 * 1024 * 1024))
    with pytest.raises(AdoptError, match=r"bomb\.zip.*a bomb"):
        take(tmp_path / "archive", tmp_path / "bomb.zip")


def test_the_wayback_machine_is_unwrapped(tmp_path: Path) -> None:
    assert unwrap("https://web.archive.org/web/20170327081500id_/http://portal.example/a?b=1") == (
        "http://portal.example/a?b=1",
        datetime(2017, 3, 27, 8, 15, tzinfo=UTC),
    )
    assert unwrap("http://portal.example/web/2017/x") == ("http://portal.example/web/2017/x", None)
    body = (
        b"<html><!-- BEGIN WAYBACK TOOLBAR INSERT --><b>bar</b><!-- END WAYBACK TOOLBAR INSERT -->"
        b'<a href="/web/20170327081500/http://portal.example/b">b</a>'
        b'<img src="https://web.archive.org/web/20170327im_/http://portal.example/i.png">'
    )
    link, image = b"http://portal.example/b", b"http://portal.example/i.png"
    plain = b'<html><a href="' + link + b'">b</a><img src="' + image + b'">'
    assert unwrap_page(body) == plain
    put(tmp_path / "w", {"web.archive.org/web/20170327081500/http:/portal.example/a.html": body})
    take(tmp_path / "archive", tmp_path / "w")
    (record,) = pages(tmp_path / "archive").values()
    assert record.note.url == "http://portal.example/a.html"
    assert record.fetched_at == datetime(2017, 3, 27, 8, 15, tzinfo=UTC)
    assert record.page
    assert record.page.body == plain


WXR = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<item><title>Bài đăng</title><link>http://portal.example/bai-dang/</link>
<dc:creator>anh-duc</dc:creator>
<content:encoded><![CDATA[Đoạn một.

Đoạn hai.<br>Dòng.

<h3>Mục</h3>]]></content:encoded><wp:post_id>7</wp:post_id>
<wp:post_date>2015-03-02 07:30:00</wp:post_date>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<category domain="category" nicename="t">Tin tức</category></item>
<item><title>Nháp</title><link>http://portal.example/?p=8</link><wp:post_id>8</wp:post_id>
<wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>Ảnh</title><link>http://portal.example/anh/</link><wp:status>inherit</wp:status>
<wp:post_type>attachment</wp:post_type></item>
</channel></rss>"""


def test_a_wordpress_export_gives_what_was_published(tmp_path: Path) -> None:
    put(tmp_path, {"export.xml": WXR.encode()})
    last = take(tmp_path / "archive", tmp_path / "export.xml")
    (record,) = pages(tmp_path / "archive").values()
    assert record.note.url == "http://portal.example/bai-dang/"
    assert record.page
    text = record.page.body.decode()
    assert "<p>Đoạn một.</p>\n<p>Đoạn hai.<br>Dòng.</p>\n<h3>Mục</h3>" in text
    assert 'datetime="2015-03-02T07:30:00"' in text
    assert "Tin tức" in text
    assert last.unreadable == ("wxr export.xml: 8: not published (draft)",)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("trống.bin", b"", "neither WARC"),
        ("x.bin", b"\x00\x01\x02", "neither WARC"),
        ("broken.zip", b"PK\x03\x04broken", "no readable ZIP"),
    ],
)
def test_what_is_no_archive_is_refused_with_one_line(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    put(tmp_path, {name: data})
    with pytest.raises(AdoptError, match=message):
        take(tmp_path / "archive", tmp_path / name)


def test_a_path_that_is_not_there_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(AdoptError, match="no such file"):
        take(tmp_path / "archive", tmp_path / "nothing")
    assert not (tmp_path / "archive").exists()
