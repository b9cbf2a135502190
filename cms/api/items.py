"""Items from ready-made JSON: what is known only at the moment of serving is put in here."""

from __future__ import annotations

import html
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cms.catalog.addresses import address
from cms.catalog.building import stored_json
from cms.catalog.models import Entry
from cms.catalog.places import Places
from cms.catalog.rendering import PAGE_LINK, as_html, as_text
from cms.harvest.models import Item

from .parameters import Shape
from .provenance import provenance_of
from .renditions import rendition_paths

COLUMNS = (
    *("page_id", "kind", "portal_id", "slug", "sections", "destinations", "links"),
    *("version", "summary"),
)
ORIGIN = '"\\u001a/'
"""How JSON has a quotation mark and `cms.catalog.rendering.ORIGIN` before a path of ours."""


@dataclass(frozen=True, slots=True)
class View:
    """How items are shown in one answer."""

    places: Places
    origin: str
    """Scheme and host, without a slash at the end."""
    fields: tuple[str, ...] = ()
    body: bool = False
    ancestors: bool = False
    renditions: bool = False
    provenance: bool = False
    format: str = "blocks"

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of `Entry` that are needed."""
        return (*COLUMNS, "body") if self.body else COLUMNS


def view_of(shape: Shape, *, places: Places, origin: str, detail: bool) -> View:
    """Read what a request asks of the form of items."""
    fields = tuple((shape.fields or "").split(",")) if shape.fields else ()
    expand = (shape.expand or "").split(",")
    more = {"body", "provenance"} & set(expand) if fields else set()
    fields = (*fields, *sorted(more - set(fields)))
    return View(
        places=places,
        origin=origin,
        fields=fields,
        body="body" in fields or (not fields and (detail or "body" in expand)),
        ancestors="ancestors" in expand,
        renditions="renditions" in expand,
        provenance="provenance" in fields or "provenance" in expand,
        format=shape.format,
    )


def show(
    rows: Sequence[Mapping[str, object]],
    view: View,
    *,
    extras: Mapping[int, dict[str, object]] | None = None,
) -> list[str]:
    """Return one JSON object an entry, all of one kind; ``extras`` are further fields by id."""
    targets = _targets(rows, view) if view.body else {}
    origins = _origins(rows) if view.provenance else {}
    shown = []
    for row in rows:
        parts = [_summary(row, view)[:-1], _placed(row, view)]
        if view.body:
            parts.append(f'"body":{_body(row, view, targets)}')
        if view.provenance:
            parts.append(f'"provenance":{stored_json(origins[row["page_id"]])}')
        for name, value in ((extras or {}).get(row["page_id"]) or {}).items():
            parts.append(f'"{name}":{stored_json(value)}')
        whole = (",".join(parts) + "}").replace(ORIGIN, f'"{view.origin}/')
        shown.append(_only(whole, view.fields) if view.fields else whole)
    return shown


def item_url(row: Mapping[str, object], view: View) -> str:
    """Return the absolute address at which people read an item."""
    found = address(
        known=view.places,
        kind=row["kind"],
        page_id=row["page_id"],
        slug=row["slug"],
        portal_id=row["portal_id"],
        destinations=row["destinations"],
        section=next(iter(row["sections"]), None),
    )
    return f"{view.origin}{found}" if found.startswith("/") else found


def _summary(row: Mapping[str, object], view: View) -> str:
    if not view.renditions:
        return row["summary"]
    summary = json.loads(row["summary"])
    for image in summary["images"]:
        image["renditions"] = rendition_paths(image["id"])
    return stored_json(summary)


def _placed(row: Mapping[str, object], view: View) -> str:
    places = view.places
    portal = places.portals[row["portal_id"]]
    content = {
        "portal": {"id": portal["id"], "slug": portal["slug"], "name": portal["name"]},
        "destinations": [
            {"id": place["id"], "slug": place["slug"], "name": place["name"]}
            for key in row["destinations"]
            if (place := places.destinations.get(key))
        ],
        "sections": [_section(key, view) for key in row["sections"] if key in places.sections],
        "url": item_url(row, view),
    }
    return stored_json(content)[1:-1]


def _section(key: int, view: View) -> dict[str, object]:
    section = view.places.sections[key]
    shown = {"id": section["id"], "slug": section["slug"], "title": section["title"]}
    if view.ancestors:
        above = []
        parent = view.places.parents.get(key)
        while parent is not None:
            place = view.places.sections[parent]
            above.append({"id": place["id"], "slug": place["slug"], "title": place["title"]})
            parent = view.places.parents.get(parent)
        shown["ancestors"] = above[::-1]
    return shown


def _targets(rows: Sequence[Mapping[str, object]], view: View) -> dict[int, dict[str, object]]:
    """Return kind, id and address of all items that the bodies link to: one query, or none.

    Only where one is not served any more: a link to a page that became an address of another
    leads to that one.
    """
    ids = {key for row in rows for key in row["links"]}
    targets = _served(ids, view)
    if gone := ids - targets.keys():
        copies = Item.objects.filter(page__in=gone, same_as__page__isnull=False)
        kept_by_copy = dict(copies.values_list("page", "same_as__page"))
        kept = _served(set(kept_by_copy.values()), view)
        targets |= {copy: kept[page] for copy, page in kept_by_copy.items() if page in kept}
    return targets


def _served(ids: Collection[int], view: View) -> dict[int, dict[str, object]]:
    if not ids:
        return {}
    found = Entry.objects.filter(pk__in=ids).values(*COLUMNS[:6])
    return {
        row["page_id"]: {
            "kind": row["kind"],
            "id": row["page_id"],
            "url": item_url(row, view),
        }
        for row in found
    }


def _origins(rows: Sequence[Mapping[str, object]]) -> dict[int, dict[str, object]]:
    return provenance_of(rows[0]["kind"], [row["page_id"] for row in rows]) if rows else {}


def _body(row: Mapping[str, object], view: View, targets: Mapping[int, dict[str, object]]) -> str:
    if not row["links"] and view.format == "blocks":
        return row["body"]
    blocks = json.loads(row["body"])
    for block in blocks:
        if block.get("links"):
            keys = [link["id"] for link in block["links"]]
            block["links"] = [targets[key] for key in keys if key in targets]
            block["html"] = PAGE_LINK.sub(
                lambda match: _anchor(targets.get(int(match[1]))), block["html"]
            )
    if view.format == "blocks":
        return stored_json(blocks)
    return stored_json(as_html(blocks) if view.format == "html" else as_text(blocks))


def _anchor(target: dict[str, object] | None) -> str:
    """Open a link; one that leads nowhere keeps its text only."""
    return f'<a href="{html.escape(str(target["url"]))}">' if target else "<a>"


def _only(whole: str, fields: Iterable[str]) -> str:
    item = json.loads(whole)
    return stored_json({name: item[name] for name in fields if name in item})
