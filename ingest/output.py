"""The JSON line that ``python -m ingest`` prints for a page. Its schema is in ``docs/``."""

from __future__ import annotations

from ingest.codec import Json, encode
from ingest.types import Draft, PageResult


def page_json(result: PageResult) -> Json:
    """Lay a result out: the first draft's fields flat, further drafts under ``more``."""
    first, *more = result.drafts or (None,)
    line = draft_json(first) if first else _no_draft(result)
    line["more"] = [draft_json(draft) for draft in more if draft]
    line["removals"] = [{"rule": item.rule, "text": item.text} for item in result.removals]
    line["issues"] = [{"code": item.code.value, "detail": item.detail} for item in result.issues]
    line["platform"] = result.platform
    return line


def draft_json(draft: Draft) -> Json:
    """Lay one draft out, every key present."""
    return {
        "url": draft.url,
        "kind": draft.kind.value,
        "reason": None,
        "identities": list(draft.identities),
        "title": draft.title,
        "lead": draft.lead,
        "text": plain_text(draft),
        "blocks": [_full(encode(block)) for block in draft.blocks],
        "byline": draft.byline,
        "source_name": draft.source_name,
        "published_at": draft.published_at.isoformat() if draft.published_at else None,
        "published_precision": draft.published_precision and draft.published_precision.value,
        "updated_at": draft.updated_at.isoformat() if draft.updated_at else None,
        "section": list(draft.section),
        "tags": list(draft.tags),
        "images": [{"src": i.src, "alt": i.alt, "caption": i.caption} for i in draft.images],
        "files": [{"src": file.src, "name": file.name} for file in draft.files],
        "legal_references": [
            {
                "type": item.type,
                "number": item.number,
                "issuer": item.issuer,
                "date": item.date.isoformat() if item.date else None,
            }
            for item in draft.legal_references
        ],
        "document": encode(draft.document) if draft.document else None,
        "confidence": draft.confidence,
    }


def _no_draft(result: PageResult) -> Json:
    skipped = result.skipped
    return {
        "url": result.url,
        "kind": "skipped",
        "reason": skipped.reason.value if skipped else "",
        "identities": [],
        "title": "",
        "lead": "",
        "text": "",
        "blocks": [],
        "byline": "",
        "source_name": "",
        "published_at": None,
        "published_precision": None,
        "updated_at": None,
        "section": [],
        "tags": [],
        "images": [],
        "files": [],
        "legal_references": [],
        "document": None,
        "confidence": 0.0,
    }


def _full(block: Json) -> Json:
    return {key: block.get(key, 0 if key == "level" else "") for key in _BLOCK_KEYS}


_BLOCK_KEYS = ("id", "kind", "text", "html", "src", "alt", "caption", "level")


def plain_text(draft: Draft) -> str:
    """Join lead, blocks and captions, a line a block, without title and byline."""
    lines = [draft.lead] if draft.lead else []
    for block in draft.blocks:
        lines.extend(text for text in (block.text, block.caption) if text)
    return "\n".join(lines)
