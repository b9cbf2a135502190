"""Take a span of text out of a page: live text, every revision, what waits for it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from wagtail.blocks import StreamValue
from wagtail.models import PageLogEntry, Revision

from cms.articles.models import DocumentPage
from cms.articles.models.items import ItemPage
from cms.catalog import services as catalog

from .content import COMMON_FIELDS, DOCUMENT_FIELDS, content_of_page, digest
from .models import Item, Proposal
from .suppressing import Phrase, redacted


def redact_page(item: Item, phrases: Iterable[Phrase]) -> int:
    """Take the phrases out of an item's page and of all that is kept of it.

    Returns in how many places they stood. Revisions keep their ids: histories stay whole.
    """
    spans = list(phrases)
    page = item.page.specific
    before = digest(content_of_page(page))
    revisions = _redact_revisions(page, spans)
    proposals = _redact_proposals(item, spans)
    if not _redact_live(page, spans):
        return revisions + proposals
    page.save(clean=False)
    catalog.refresh([page])
    PageLogEntry.objects.filter(page=page.pk).update(label="", data={})
    after = digest(content_of_page(page))
    for name in ("loaded_digest", "left_digest"):
        if getattr(item, name) == before:
            setattr(item, name, after)
    item.save(update_fields=["loaded_digest", "left_digest"])
    return revisions + proposals + 1


def _redact_live(page: ItemPage, spans: list[Phrase]) -> bool:
    names = [*COMMON_FIELDS, *(DOCUMENT_FIELDS if isinstance(page, DocumentPage) else ())]
    names += ["draft_title", "seo_title", "search_description"]
    changed = False
    for name in names:
        value = getattr(page, name)
        cut = redacted(value, spans) if isinstance(value, str) else value
        if cut != value:
            setattr(page, name, cut)
            changed = True
    body = [dict(block) for block in page.body.raw_data]
    cut_body = redacted(body, spans)
    if cut_body != body:
        block = page._meta.get_field("body").stream_block
        page.body = StreamValue(block, cut_body, is_lazy=True)
        changed = True
    return changed


def _redact_revisions(page: ItemPage, spans: list[Phrase]) -> int:
    found = 0
    for revision in Revision.objects.for_instance(page):
        content = dict(revision.content)
        cut = dict(redacted(content, spans))
        if "body" in content:
            body = json.loads(content["body"] or "[]")
            cut["body"] = json.dumps(redacted(body, spans))
            if json.loads(cut["body"]) == body:
                cut["body"] = content["body"]
        if cut != content:
            found += 1
            Revision.objects.filter(pk=revision.pk).update(content=cut, object_str=cut["title"])
    return found


def _redact_proposals(item: Item, spans: list[Phrase]) -> int:
    found = 0
    for proposal in Proposal.objects.filter(item=item).exclude(merged=None):
        cut = redacted(proposal.merged, spans)
        if cut != proposal.merged:
            found += 1
            Proposal.objects.filter(pk=proposal.pk).update(merged=cut)
    return found
