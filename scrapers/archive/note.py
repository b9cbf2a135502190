"""The metadata record's JSON. Written by hand, not by the general codec: it is the archive's
busiest path (a hundred links a page), and the form must outlive our types.
"""

from __future__ import annotations

import json
from typing import Any

from scrapers.archive.record import (
    ArchiveError,
    FetchNote,
    Link,
    LinkSource,
    Outcome,
    PageKind,
    Reason,
)

_TEXTS = ("requested_url", "target", "detail", "origin", "payload_segment", "payload_digest")


def note_to_json(note: FetchNote) -> bytes:
    """Write a note; what holds its default is left out."""
    out: dict[str, Any] = {
        "crawl": note.crawl,
        "url": note.url,
        "kind": note.kind.value,
        "outcome": note.outcome.value,
        "source": note.source.value,
    }
    if note.reason:
        out["reason"] = note.reason.value
    for name in _TEXTS:
        if value := getattr(note, name):
            out[name] = value
    if note.redirects:
        out["redirects"] = list(note.redirects)
    if note.depth:
        out["depth"] = note.depth
    if note.attempts != 1:
        out["attempts"] = note.attempts
    if note.payload_offset:
        out["payload_offset"] = note.payload_offset
    if note.links:
        out["links"] = [_link_to_json(link) for link in note.links]
    return json.dumps(out, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def _link_to_json(link: Link) -> dict[str, str]:
    out = {"url": link.url, "source": link.source.value}
    if link.text:
        out["text"] = link.text
    if link.rel:
        out["rel"] = link.rel
    if link.kind is not PageKind.PAGE:
        out["kind"] = link.kind.value
    if link.excluded:
        out["excluded"] = link.excluded.value
    if link.lastmod:
        out["lastmod"] = link.lastmod
    return out


def note_from_json(data: bytes) -> FetchNote:
    """Read a note. Raises ArchiveError if it is none."""
    try:
        raw = json.loads(data.decode("utf-8", "surrogatepass"))
        return FetchNote(
            crawl=raw["crawl"],
            url=raw["url"],
            kind=PageKind(raw["kind"]),
            outcome=Outcome(raw["outcome"]),
            source=LinkSource(raw["source"]),
            reason=Reason(raw.get("reason", "")),
            redirects=tuple(raw.get("redirects", ())),
            depth=raw.get("depth", 0),
            attempts=raw.get("attempts", 1),
            payload_offset=raw.get("payload_offset", 0),
            links=tuple(_link_from_json(link) for link in raw.get("links", ())),
            **{name: raw.get(name, "") for name in _TEXTS},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArchiveError(f"the metadata record is none of ours: {error!r}") from error


def _link_from_json(raw: dict[str, str]) -> Link:
    return Link(
        url=raw["url"],
        text=raw.get("text", ""),
        source=LinkSource(raw["source"]),
        rel=raw.get("rel", ""),
        kind=PageKind(raw.get("kind", "page")),
        excluded=Reason(raw.get("excluded", "")),
        lastmod=raw.get("lastmod", ""),
    )
