"""Merging drafts: each field for itself, the blocks as a body."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeVar

from ingest.types import DocumentFields, Draft, FileRef, ImageRef

from .blocks import content
from .body import merge_bodies
from .plain import plain
from .result import Conflict, Merge, Speaker

Value = TypeVar("Value")
Ref = TypeVar("Ref", ImageRef, FileRef)

TEXTS = ("title", "lead", "byline", "source_name", "language")
DOCUMENT_TEXTS = ("number", "document_type", "issuing_body", "signer", "abstract")
DOCUMENT_DATES = ("issued_on", "effective_on")
DATE = ("published_at", "published_precision", "published_raw")
"""One value: an hour belongs to its day. How it was written goes with it and is not compared."""
FROM_SOURCE = (*("kind", "identities", "url", "updated_at", "evidence", "confidence"),)
"""What no editor writes and no reader sees as a change: theirs."""


def merge(base: Draft, ours: Draft, theirs: Draft) -> Merge:
    """Merge an item: base as last imported, ours the editor's, theirs the new draft."""
    book = _Book()
    values: dict[str, object] = {name: getattr(theirs, name) for name in FROM_SOURCE}
    for name in TEXTS:
        sides = (getattr(side, name) for side in (base, ours, theirs))
        values[name] = book.choose(name, *sides, key=plain, show=str)
    if not plain(theirs.title) and plain(base.title) and plain(ours.title):
        book.conflict("title", base.title, ours.title, theirs.title)
        values["title"] = ours.title
    values |= _date(book, base, ours, theirs)
    values["section"] = book.choose(
        *("section", base.section, ours.section, theirs.section),
        key=lambda path: tuple(plain(name) for name in path),
        show=" / ".join,
    )
    values["tags"] = _tags(book, base.tags, ours.tags, theirs.tags)
    values["legal_references"] = book.choose(
        *("legal_references", base.legal_references, ours.legal_references),
        theirs.legal_references,
        key=lambda references: references,
        show=lambda references: "\n".join(item.number for item in references),
    )
    values["document"] = _document(book, base, ours, theirs)
    values["images"] = _refs(book, "image", base.images, ours.images, theirs.images)
    values["files"] = _refs(book, "file", base.files, ours.files, theirs.files)
    values["blocks"] = _blocks(book, base, ours, theirs)
    speakers = tuple(book.speakers.items())
    if not any(speaker in (Speaker.THEIRS, Speaker.BOTH) for _name, speaker in speakers):
        return Merge(merged=ours, speakers=speakers)
    merged = replace(ours, **values)
    return Merge(
        merged=merged,
        conflicts=tuple(book.conflicts),
        changed=said(merged) != said(ours),
        speakers=speakers,
    )


def said(draft: Draft) -> Hashable:
    """All that a draft says to a reader: equal for two drafts that differ in spelling or ids."""
    document = draft.document or DocumentFields()
    return (
        *(plain(getattr(draft, name)) for name in TEXTS),
        _moment(draft),
        tuple(plain(name) for name in draft.section),
        frozenset(_tag_key(tag) for tag in draft.tags),
        draft.legal_references,
        *(plain(getattr(document, name)) for name in DOCUMENT_TEXTS),
        *(getattr(document, name) for name in DOCUMENT_DATES),
        *(tuple(_ref_key(ref) for ref in refs) for refs in (draft.images, draft.files)),
        tuple(content(block) for block in draft.blocks),
    )


@dataclass(slots=True)
class _Book:
    """What one merge found out."""

    conflicts: list[Conflict] = field(default_factory=list)
    speakers: dict[str, Speaker] = field(default_factory=dict)

    def choose(
        self,
        name: str,
        base: Value,
        ours: Value,
        theirs: Value,
        *,
        key: Callable[[Value], Hashable],
        show: Callable[[Value], str | None],
    ) -> Value:
        """Take the value of the side that changed it; ours in a conflict."""
        keys = (key(base), key(ours), key(theirs))
        self.speakers[name] = speaker(*keys)
        if keys[2] in keys[:2]:
            return ours
        if keys[1] == keys[0]:
            return theirs
        shown = [show(value) for value in (base, ours, theirs)]
        self.conflicts.append(Conflict(name=name, base=shown[0], ours=shown[1], theirs=shown[2]))
        return ours

    def conflict(self, name: str, base: str | None, ours: str | None, theirs: str | None) -> None:
        """Note a conflict, once a name."""
        if all(known.name != name for known in self.conflicts):
            self.conflicts.append(Conflict(name=name, base=base, ours=ours, theirs=theirs))


def speaker(base: Hashable, ours: Hashable, theirs: Hashable) -> Speaker:
    """Say who changed a value."""
    if ours == base:
        return Speaker.NOBODY if theirs == base else Speaker.THEIRS
    return Speaker.OURS if theirs == base else Speaker.BOTH


def _moment(draft: Draft) -> tuple[datetime | None, str]:
    return (draft.published_at, draft.published_precision or "")


def _date(book: _Book, base: Draft, ours: Draft, theirs: Draft) -> dict[str, object]:
    chosen = book.choose(
        *("published_at", base, ours, theirs),
        key=_moment,
        show=lambda draft: draft.published_at.isoformat() if draft.published_at else None,
    )
    return {name: getattr(chosen, name) for name in DATE}


def _tag_key(tag: str) -> str:
    return plain(tag).casefold()


def _tags(
    book: _Book, base: Iterable[str], ours: tuple[str, ...], theirs: Iterable[str]
) -> tuple[str, ...]:
    """Merge as sets: never a conflict."""
    sides = [{_tag_key(tag): tag for tag in tags} for tags in (base, ours, theirs)]
    book.speakers["tags"] = speaker(*(frozenset(side) for side in sides))
    if sides[2].keys() in (sides[0].keys(), sides[1].keys()):
        return ours
    kept = {key: tag for key, tag in sides[1].items() if key in sides[2] or key not in sides[0]}
    new = {key: tag for key, tag in sides[2].items() if key not in sides[0]}
    return tuple((new | kept)[key] for key in (*kept, *new.keys() - kept.keys()))


def _document(book: _Book, base: Draft, ours: Draft, theirs: Draft) -> DocumentFields | None:
    documents = [draft.document or DocumentFields() for draft in (base, ours, theirs)]
    values: dict[str, object] = {}
    for name in DOCUMENT_TEXTS:
        texts = (getattr(document, name) for document in documents)
        values[name] = book.choose(name, *texts, key=plain, show=str)
    for name in DOCUMENT_DATES:
        days: Iterable[date | None] = (getattr(document, name) for document in documents)
        values[name] = book.choose(
            name, *days, key=lambda day: day, show=lambda day: day.isoformat() if day else None
        )
    merged = DocumentFields(**values)
    return merged if ours.document or theirs.document or merged != DocumentFields() else None


def _ref_key(ref: ImageRef | FileRef) -> tuple[str, ...]:
    words = (ref.alt, ref.caption) if isinstance(ref, ImageRef) else (ref.name,)
    return (ref.src, *(plain(word) for word in words))


def _refs(
    book: _Book, kind: str, base: tuple[Ref, ...], ours: tuple[Ref, ...], theirs: tuple[Ref, ...]
) -> tuple[Ref, ...]:
    """Merge pictures or files by address: each stays, goes or changes for itself."""
    sides = [{ref.src: ref for ref in refs} for refs in (base, ours, theirs)]
    keys = [tuple(_ref_key(ref) for ref in side.values()) for side in sides]
    book.speakers[f"{kind}s"] = speaker(*keys)
    if book.speakers[f"{kind}s"] in (Speaker.NOBODY, Speaker.OURS):
        return ours
    merged: list[Ref] = []
    for src in dict.fromkeys((*sides[1], *sides[2])):
        found = [side.get(src) for side in sides]
        told = [ref and _ref_key(ref) for ref in found]
        chosen = found[2] if told[1] == told[0] else found[1]
        if told[0] not in told[1:] and told[1] != told[2]:
            book.conflict(f"{kind}:{src}", *(ref and " ".join(ref[1:]).strip() for ref in told))
        if chosen is not None:
            merged.append(chosen)
    return tuple(merged)


def _blocks(book: _Book, base: Draft, ours: Draft, theirs: Draft) -> tuple[object, ...]:
    sides = [draft.blocks for draft in (base, ours, theirs)]
    keys = [tuple(content(block) for block in blocks) for blocks in sides]
    book.speakers["body"] = speaker(*keys)
    body = merge_bodies(*sides)
    book.conflicts += body.conflicts
    return body.blocks
