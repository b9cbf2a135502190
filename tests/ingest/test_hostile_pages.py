"""Whatever the page, it gets its line: complete or flagged, never a crash, never silently empty."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ingest.shared_data import shared_file

ROOT = Path(__file__).resolve().parents[2]
SENTENCE = "Sáng nay, đoàn công tác của huyện đã kiểm tra việc tiếp nhận hồ sơ tại bộ phận một cửa."
TEXT = f"<p>{SENTENCE}</p>"
MEGABYTE = 1 << 20

# Nesting beyond what any parser follows.
DEEP = {
    "div": "<div>" * 10_000 + TEXT + "</div>" * 10_000,
    "span": "<span>" * 10_000 + TEXT,
    "bold": "<b>" * 10_000 + TEXT,
    "table": "<table><tr><td>" * 10_000 + TEXT,
    "mixed": "<div><span><b><i>" * 5_000 + TEXT,
    "list": "<ul><li>" * 10_000 + TEXT,
    "unknown": "".join(f"<x{level}>" for level in range(5_000)) + TEXT,
}
# Each of these took minutes where some step of the way cost more than the page's size.
LONG = {
    "meta": "<meta " * (MEGABYTE // 6) + TEXT,
    "comments": "<!-- -->" * (MEGABYTE // 8) + TEXT,
    "links": "<a href=x>x</a>" * (MEGABYTE // 15) + TEXT,
    "digits": TEXT + "<p>" + "1" * MEGABYTE,
    "dates": TEXT + "<p>" + "ngày 1/1/2020 " * (MEGABYTE // 16),
    "title": "<title>" + "x | " * (MEGABYTE // 4) + "</title>" + TEXT,
    "brackets": "<" * MEGABYTE + TEXT,
    "ampersands": TEXT + "<p>" + "&" * MEGABYTE,
    "attributes": "<div " + "a=b " * (MEGABYTE // 4) + ">" + TEXT,
    "spaces": TEXT + "<p>a" + " " * MEGABYTE + "b",
    "empty lines": "\n" * MEGABYTE + TEXT,
    "class": f'<div class="{"a " * (MEGABYTE // 2)}">{TEXT}',
    "mojibake": TEXT + "<p>" + "Ã©" * (MEGABYTE // 8),
    "linked data": f'<script type="application/ld+json">{"[" * MEGABYTE}</script>{TEXT}',
}
# What bytes can be, and the reason why their page is no item; "" where its text is told.
BYTES = {
    "nul": (TEXT.replace("<p>", "<p>\0").encode() + b"\0" * 99, ""),
    "only nul": (b"\0" * 99_999, "empty"),
    "controls": (TEXT.replace("<p>", "<p>\x01\x08\x1b\x7f").encode(), ""),
    "lone surrogates": (f"<p>\ud800</p>{TEXT}\udfff".encode("utf-8", "surrogatepass"), ""),
    "surrogate entities": (f"{TEXT}<p>&#xD800;&#xDFFF;&#x110000;</p>".encode(), ""),
    "wide": (TEXT.encode("utf-16"), ""),
    "cut wide": (TEXT.encode("utf-32")[:-3], ""),
    "a false charset": (b"<meta charset=undefined>" + TEXT.encode(), ""),
    "a whole gzip": (gzip.compress(TEXT.encode()), ""),
    "a broken gzip": (gzip.compress(TEXT.encode() * 99)[:-9], "not_html"),
    "an address of no form": (f"<base href='http://[::1'>{TEXT}<img src='http://['>".encode(), ""),
    "an open script": (b"<script>" + TEXT.encode(), "needs_javascript"),
    "an open text area": (b"<textarea>" + TEXT.encode(), "empty"),
}


def read(page: bytes) -> dict[str, object]:
    """Run the command on one page."""
    done = subprocess.run(
        (sys.executable, "-m", "ingest", "--url", "http://dongxuan.example.vn/tin-1.html"),
        cwd=ROOT,
        input=page,
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    (line,) = done.stdout.decode().splitlines()
    return json.loads(line)


def read_all(folder: Path, pages: list[bytes | str]) -> list[dict[str, object]]:
    """Run the command on a portal of such pages."""
    lines = []
    for number, page in enumerate(pages):
        html: object = page
        if isinstance(page, bytes):
            (folder / f"{number}.html").write_bytes(page)
            html = {"path": f"{number}.html"}
        lines.append(json.dumps({"url": f"http://dongxuan.example.vn/{number}", "html": html}))
    (folder / "pages.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = subprocess.run(
        (sys.executable, "-m", "ingest", "--site", str(folder / "pages.jsonl")),
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    found = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert len(found) == len(pages)
    return found


def texts_of(line: dict[str, object]) -> Iterator[str]:
    yield str(line["title"])
    yield str(line["text"])
    removals = line["removals"]
    assert isinstance(removals, list)
    yield from (removal["text"] for removal in removals)


def is_told(line: dict[str, object]) -> bool:
    return any(SENTENCE in text for text in texts_of(line))


@pytest.mark.parametrize("name", ["div", "mixed"])
def test_a_text_nested_deep_is_told_and_flagged(name: str) -> None:
    line = read(DEEP[name].encode())
    assert is_told(line)
    assert "deep_nesting" in [issue["code"] for issue in line["issues"]]  # type: ignore[attr-defined]


@pytest.mark.slow
def test_no_nesting_and_no_length_loses_a_text(tmp_path: Path) -> None:
    pages = {**DEEP, **LONG}
    for name, line in zip(pages, read_all(tmp_path, list(pages.values())), strict=True):
        assert is_told(line), (name, line["reason"])


@pytest.mark.slow
def test_five_megabytes_of_one_tag_are_flagged() -> None:
    line = read(("<br>" * (5 * MEGABYTE // 4) + TEXT).encode())
    assert is_told(line)
    assert "truncated" in [issue["code"] for issue in line["issues"]]  # type: ignore[attr-defined]


def test_no_bytes_break_a_page(tmp_path: Path) -> None:
    lines = read_all(tmp_path, [page for page, _ in BYTES.values()])
    for (name, (_, reason)), line in zip(BYTES.items(), lines, strict=True):
        assert line["reason"] == reason if reason else is_told(line), name


@pytest.mark.slow
def test_no_attack_string_takes_a_text_away(tmp_path: Path) -> None:
    payloads = list(attacks())[::3]
    pages: list[bytes | str] = []
    for number, payload in enumerate(payloads):
        pages += [f"<h1>Bài {number}</h1>{TEXT}<div>{payload}</div>", payload]
    lines = read_all(tmp_path, pages)
    assert [
        payload for payload, line in zip(payloads, lines[::2], strict=True) if not is_told(line)
    ] == []


def attacks() -> Iterator[str]:
    """Yield the attack strings that lie beside the project."""
    for file in sorted(shared_file("security").rglob("*")):
        if file.suffix == ".jsonl":
            lines = file.read_text("utf-8").split("\n")
            yield from (json.loads(line)["payload"] for line in lines if line)
        elif file.suffix == ".json":
            yield from json.loads(file.read_text("utf-8"))
        elif file.suffix == ".txt":
            yield from file.read_text("utf-8", "replace").split("\n")
        elif file.suffix in (".svg", ".xml"):
            yield file.read_text("utf-8", "replace")
