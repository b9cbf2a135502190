"""Bare articles: JSON lines of a database dump, and text files that have lost their markup."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import quote, urljoin

from scrapers.archive.adopt.captured import (
    AdoptError,
    Captured,
    Found,
    Unreadable,
)
from scrapers.archive.write import payload_of

_MAX_LINE_BYTES = 64 * 1024 * 1024
_WHOLE_PAGE = re.compile(r"<(?:!doctype|html|body)\b", re.IGNORECASE)
_HTML_TYPE = (("Content-Type", "text/html; charset=utf-8"),)


def iter_text(path: Path, *, home: str) -> Iterator[Found]:
    """Yield a text file as one ``text/plain`` page; its address is its name under ``home``."""
    body = path.read_bytes()
    charset = "utf-8"
    try:
        body.decode("utf-8-sig")
    except UnicodeDecodeError:
        charset = "windows-1258"
    yield Captured(
        url=urljoin(home, quote(path.name)),
        payload=payload_of(body, headers=(("Content-Type", f"text/plain; charset={charset}"),)),
        fetched_at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
        origin=f"text {path.name}",
    )


def iter_json_lines(path: Path, *, home: str) -> Iterator[Found]:
    """Yield the pages of a file of ``{"url", "html" or "text", "title", "published_at", …}`` lines.

    The file may be gzipped. An ``html`` that is no whole page, and a ``text``, get a plain page
    around them with title, date, author and section where the line has them.
    """
    with path.open("rb") as probe:
        packed = probe.read(2) == b"\x1f\x8b"
    with gzip.open(path, "rb") if packed else path.open("rb") as file:
        lines = iter(lambda: cast("BinaryIO", file).readline(_MAX_LINE_BYTES), b"")
        for number, line in enumerate(lines, start=1):
            if line.strip():
                origin = f"json {path.name}:{number}"
                yield _from_line(line, home=home, origin=origin, folder=path.parent)


def _from_line(line: bytes, *, home: str, origin: str, folder: Path) -> Found:
    try:
        entry = json.loads(line)
    except ValueError as error:
        return Unreadable(origin=origin, detail=f"no JSON: {error}")
    if not isinstance(entry, dict) or not isinstance(entry.get("url"), str) or not entry["url"]:
        return Unreadable(origin=origin, detail='no "url"')
    try:
        page = page_of(entry, folder=folder)
    except AdoptError as error:
        return Unreadable(origin=origin, detail=str(error))
    return Captured(
        url=urljoin(home, entry["url"]),
        payload=payload_of(page, headers=_HTML_TYPE),
        fetched_at=_date(entry.get("fetched_at")),
        origin=origin,
    )


def page_of(entry: dict[str, object], *, folder: Path) -> bytes:
    """Make a page of what a dump says of an article. Raises AdoptError if there is no text."""
    markup = _markup(entry.get("html"), folder)
    if markup and _WHOLE_PAGE.search(markup):
        return markup.encode("utf-8", "surrogatepass")
    if not markup and isinstance(entry.get("text"), str):
        lines = str(entry["text"]).splitlines()
        markup = "\n".join(f"<p>{html.escape(line)}</p>" for line in lines if line.strip())
    if not markup:
        raise AdoptError('neither "html" nor "text"')
    return article_page(
        markup,
        title=_text(entry, "title"),
        lead=_text(entry, "lead"),
        published_at=_text(entry, "published_at"),
        byline=_text(entry, "byline") or _text(entry, "author"),
        section=_text(entry, "section"),
    ).encode("utf-8", "surrogatepass")


def article_page(
    markup: str,
    *,
    title: str = "",
    lead: str = "",
    published_at: str = "",
    byline: str = "",
    section: str = "",
    tags: tuple[str, ...] = (),
    generator: str = "",
) -> str:
    """Put a body into a page that says of each part what it is (schema.org's names)."""
    say = html.escape
    head = f"<title>{say(title)}</title>"
    if generator:
        head += f'<meta name="generator" content="{say(generator)}">'
    if published_at:
        head += f'<meta property="article:published_time" content="{say(published_at)}">'
    parts = [f'<h1 class="entry-title" itemprop="headline">{say(title)}</h1>'] if title else []
    if section:
        parts.append(f'<div class="breadcrumb" itemprop="articleSection">{say(section)}</div>')
    if published_at:
        moment = f'datetime="{say(published_at)}" itemprop="datePublished"'
        parts.append(f'<time class="entry-date published" {moment}>{say(published_at)}</time>')
    if lead:
        parts.append(f'<div class="entry-summary"><p>{say(lead)}</p></div>')
    parts.append(f'<div class="entry-content" itemprop="articleBody">{markup}</div>')
    if byline:
        parts.append(f'<div class="byline"><span class="author">{say(byline)}</span></div>')
    if tags:
        parts.append(f'<div class="tag-links">{", ".join(say(tag) for tag in tags)}</div>')
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">{head}</head>'
        f"<body><article>{''.join(parts)}</article></body></html>"
    )


def _markup(value: object, folder: Path) -> str:
    if isinstance(value, str):
        return str(value)
    if not isinstance(value, dict) or not isinstance(value.get("path"), str):
        return ""
    path = (folder / str(value["path"])).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise AdoptError(f"{value['path']!r} leads out of the folder")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise AdoptError(f"{value['path']}: {error.strerror}") from error
    if data.startswith(b"\x1f\x8b"):
        data = gzip.GzipFile(fileobj=BytesIO(data)).read(_MAX_LINE_BYTES)
    return data.decode("utf-8", "surrogateescape")


def _text(entry: dict[str, object], name: str) -> str:
    value = entry.get(name)
    if isinstance(value, list):
        return " / ".join(str(item) for item in value)
    return "" if value is None else str(value)


def _date(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
