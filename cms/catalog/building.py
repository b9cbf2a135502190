"""From pages to rows of the read model: what a batch needs is read in a handful of queries."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from wagtail.models import Page

from cms.articles.models import DocumentPage, SectionPage
from cms.articles.models.items import ItemPage, ItemTag

from .models import Entry, FacetName, SearchText
from .places import STEP
from .rendering import Rendered, Uploads, render
from .search.words import address_key, exact_words, folded_key, folded_words, number_key
from .sorting import title_key
from .uploads import named_files, named_images, uploads_for

NO_REFERENCE = {
    "type": "",
    "number": "",
    "number_norm": "",
    "issuer": "",
    "date": None,
    "title": "",
}
"""A legal reference as the codec leaves it out: fields at their defaults are not stored."""


FACET_FIELDS = ("entry", "name", "value", "kind", "newest")


@dataclass(slots=True)
class Row:
    """All that is written of one page."""

    entry: Entry
    search: SearchText
    facets: dict[tuple[str, str], None]


@dataclass(slots=True)
class Related:
    """What the pages of a batch refer to, by page id."""

    uploads: Uploads
    tags: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    destinations: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    also_in: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    sections: dict[str, int] = field(default_factory=dict)
    """Tree path to section."""
    section_paths: dict[int, str] = field(default_factory=dict)


def build(pages: Sequence[ItemPage], *, now: datetime) -> list[Row]:
    """Make the rows of pages; they are not written."""
    raws = {page.pk: list(page.body.raw_data) for page in pages}
    related = _related(pages, raws)
    return [_row(page, raws[page.pk], related, now) for page in pages]


def build_draft(page: ItemPage) -> Entry:
    """Make the entry that a page would have if it were published as it is, relations too."""
    raw = page.body.get_prep_value()
    related = _related([page], {page.pk: raw})
    related.tags[page.pk] = [tag.name for tag in page.tags.all()]
    related.destinations[page.pk] = [place.pk for place in page.destinations.all()]
    related.also_in[page.pk] = [section.pk for section in page.also_in.all()]
    return _row(page, raw, related, timezone.now()).entry


def stored_json(value: object) -> str:
    """Return JSON as it is stored and served: letters as they are, no spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_jsonable)


def microseconds(moment: datetime) -> int:
    """Return microseconds since 1970."""
    return round(moment.timestamp() * 1_000_000)


def _related(pages: Sequence[ItemPage], raws: dict[int, list[dict]]) -> Related:
    related = Related(uploads=uploads_for(raws.values()))
    ids = [page.pk for page in pages]
    tagged = ItemTag.objects.filter(content_object_id__in=ids).order_by("pk")
    for key, name in tagged.values_list("content_object_id", "tag__name"):
        related.tags[key].append(name)
    for model in {type(page) for page in pages}:
        for relation, found in (
            (model.destinations, related.destinations),
            (model.also_in, related.also_in),
        ):
            through, owner, other = relation.through, relation.field, relation.field
            links = through.objects.filter(**{f"{owner.m2m_field_name()}__in": ids}).order_by("pk")
            pairs = links.values_list(
                f"{owner.m2m_field_name()}_id", f"{other.m2m_reverse_field_name()}_id"
            )
            for key, value in pairs:
                found[key].append(value)
    _read_sections(pages, related)
    return related


def _read_sections(pages: Sequence[ItemPage], related: Related) -> None:
    paths = {path for page in pages for path in _prefixes(page.path)}
    elsewhere = {key for keys in related.also_in.values() for key in keys}
    if elsewhere:
        for path in Page.objects.filter(pk__in=elsewhere).values_list("path", flat=True):
            paths.update((path, *_prefixes(path)))
    known = SectionPage.objects.filter(path__in=paths).values_list("path", "pk")
    related.sections = dict(known)
    related.section_paths = {key: path for path, key in related.sections.items()}


def _prefixes(path: str) -> list[str]:
    """Return the paths above, nearest first."""
    return [path[:end] for end in range(len(path) - STEP, 0, -STEP)]


def _row(page: ItemPage, raw: list[dict], related: Related, now: datetime) -> Row:
    body = render(raw, uploads=related.uploads)
    above = [related.sections[path] for path in _prefixes(page.path) if path in related.sections]
    sections = list(dict.fromkeys([*above[:1], *related.also_in[page.pk]]))
    destinations = related.destinations[page.pk]
    tags = related.tags[page.pk]
    summary = _summary(page, body, tags)
    placement = _digest([page.portal_id, sections, destinations, above])
    served = stored_json(body.blocks)
    published = page.published_at
    updated = page.last_published_at or now
    entry = Entry(
        page_id=page.pk,
        kind=page.kind.value,
        portal_id=page.portal_id,
        slug=page.slug,
        language=page.language,
        published_at=published,
        updated_at=updated,
        newest=microseconds(published) if published else Entry.UNKNOWN_LAST,
        oldest=microseconds(published) if published else Entry.UNKNOWN_FIRST,
        touched=microseconds(updated),
        title_key=title_key(page.full_title),
        has_image=bool(body.images),
        issued_on=getattr(page, "issued_on", None),
        effective_on=getattr(page, "effective_on", None),
        sections=sections,
        destinations=destinations,
        links=body.links,
        digest=_digest([summary, served, page.slug, placement]),
        placement=placement,
        summary=stored_json({**summary, "updated_at": timezone.localtime(updated)}),
        body=served,
    )
    search = _search_text(page, entry, body, tags)
    return Row(entry=entry, search=search, facets=_facets(page, raw, entry, related))


def _summary(page: ItemPage, body: Rendered, tags: list[str]) -> dict[str, object]:
    summary: dict[str, object] = {
        "id": page.pk,
        "kind": page.kind.value,
        "title": page.full_title,
        "lead": page.lead,
        "byline": page.byline,
        "source_name": page.source_name,
        "published_at": timezone.localtime(page.published_at) if page.published_at else None,
        "published_precision": page.published_precision or None,
        "updated_at": None,
        "language": page.language,
        "tags": tags,
        "images": body.images,
        "files": body.files,
        "legal_references": [{**NO_REFERENCE, **one} for one in page.legal_references],
        "source_url": page.source_url,
        "slug": page.slug,
    }
    if isinstance(page, DocumentPage):
        summary["document"] = {
            "number": page.number,
            "document_type": page.document_type,
            "issuing_body": page.issuing_body,
            "signer": page.signer,
            "issued_on": page.issued_on,
            "effective_on": page.effective_on,
            "abstract": page.abstract,
        }
    return summary


def _search_text(page: ItemPage, entry: Entry, body: Rendered, tags: list[str]) -> SearchText:
    extra = [page.byline, page.source_name, *tags]
    if isinstance(page, DocumentPage):
        extra = [page.number, page.document_type, page.issuing_body, page.abstract, *extra]
    fields = (page.full_title, page.lead, "\n".join(extra), body.text)
    title, lead, more, text = (" ".join(folded_words(field)) for field in fields)
    return SearchText(
        entry=entry,
        title=title,
        lead=lead,
        extra=more,
        text=text,
        exact="\n".join(" ".join(exact_words(field)) for field in fields),
    )


def _facets(
    page: ItemPage, raw: list[dict], entry: Entry, related: Related
) -> dict[tuple[str, str], None]:
    found: list[tuple[str, str]] = [
        *((FacetName.SECTION, str(key)) for key in _all_sections(page, entry, related)),
        *((FacetName.DESTINATION, str(key)) for key in entry.destinations),
        *((FacetName.TAG, folded_key(tag)) for tag in related.tags[page.pk]),
        (FacetName.BYLINE, folded_key(page.byline)),
        (FacetName.SOURCE_URL, address_key(page.source_url)),
        *(
            (FacetName.REFERENCE, number_key(one.get("number", "")))
            for one in page.legal_references
        ),
        *((FacetName.IMAGE, str(key)) for key in sorted(named_images(raw))),
        *((FacetName.FILE, str(key)) for key in sorted(named_files(raw))),
        *((FacetName.LINK, str(key)) for key in entry.links),
    ]
    if isinstance(page, DocumentPage):
        found += [
            (FacetName.NUMBER, number_key(page.number)),
            (FacetName.DOCUMENT_TYPE, folded_key(page.document_type)),
            (FacetName.ISSUING_BODY, folded_key(page.issuing_body)),
        ]
    return dict.fromkeys((str(name), value) for name, value in found if value)


def _all_sections(page: ItemPage, entry: Entry, related: Related) -> list[int]:
    """Return the sections that show an item, and all above these."""
    found: set[int] = set()
    for path in (page.path, *(related.section_paths.get(key, "") for key in entry.sections)):
        above = (path, *_prefixes(path))
        found.update(related.sections[place] for place in above if place in related.sections)
    return sorted(found)


def _digest(value: object) -> str:
    return hashlib.blake2b(stored_json(value).encode(), digest_size=16).hexdigest()


def _jsonable(value: date) -> str:
    return value.isoformat()


def facet_values(row: Row) -> Iterator[tuple[object, ...]]:
    """Yield what is written to `Facet` of a row, in the order of `FACET_FIELDS`."""
    entry = row.entry
    for name, value in row.facets:
        yield entry.pk, name, value, entry.kind, entry.newest
