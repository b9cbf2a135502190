"""Addresses in a body: which there are, what they lead to by now, the body with that filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cms.articles.richtext import Target, hrefs, refer
from cms.portals.models import Portal

from .asset_ledger import MAX_REDIRECTS, is_fetchable
from .content import RawBlock
from .keys import address_key, key_of
from .models import Asset, AssetState, Item, Mention, SourceUrl
from .recording import KEYS_A_QUERY, batches

CHOOSERS = {"image": "image", "file": "document"}
"""Block types that show a record of the library, and the chooser's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """What addresses lead to, by `keys.address_key`."""

    images: Mapping[str, int]
    files: Mapping[str, int]
    links: Mapping[str, Target]


def open_addresses(body: Iterable[RawBlock]) -> dict[str, str]:
    """Name what leads nowhere yet: keys, and the addresses as written."""
    found: dict[str, str] = {}
    for block in body:
        value, markup = block["value"], _markup(block)
        if markup:
            found |= {address_key(href): href for href in hrefs(markup) if is_fetchable(href)}
        elif (
            block["type"] in CHOOSERS
            and not isinstance(value, str)
            and value.get(CHOOSERS[block["type"]]) is None
        ):
            source = str(value.get("source") or "")
            if is_fetchable(source):
                found[address_key(source)] = source
    return found


def filled(body: Sequence[RawBlock], targets: Targets) -> list[RawBlock]:
    """Fill in what is known: choosers of images and files, links to pages and files."""
    return [_filled(block, targets) for block in body]


def _filled(block: RawBlock, targets: Targets) -> RawBlock:
    value = block["value"]
    markup = _markup(block)
    if markup:
        if targets.links and "<a href" in markup:
            markup = refer(markup, lambda href: targets.links.get(address_key(href)))
            new = markup if isinstance(value, str) else {**value, "html": markup}
            return RawBlock(type=block["type"], value=new, id=block["id"])
        return block
    chooser = CHOOSERS.get(block["type"])
    if chooser and value.get(chooser) is None and value.get("source"):
        known = targets.images if chooser == "image" else targets.files
        target = known.get(address_key(str(value["source"])))
        if target is not None:
            return RawBlock(type=block["type"], value={**value, chooser: target}, id=block["id"])
    return block


def _markup(block: RawBlock) -> str:
    value = block["value"]
    if isinstance(value, str):
        return value
    return str(value.get("html") or "") if block["type"] == "table" else ""


def targets_for(portal: Portal, keys: Iterable[str]) -> Targets:
    """Look up addresses. Links reach all portals, images and files are the portal's."""
    images: dict[str, int] = {}
    files: dict[str, int] = {}
    links: dict[str, Target] = {}
    for batch in batches(sorted(set(keys)), KEYS_A_QUERY):
        assets = Asset.objects.filter(portal=portal, key__in=batch, state=AssetState.LOADED)
        for key, image, document in assets.values_list("key", "image", "document"):
            if image:
                images[key] = image
            if document:
                files[key] = document
                links[key] = ("document", document)
        for key, page in _pages(portal, batch).items():
            links[key] = ("page", page)
        led_on = redirected(set(batch) - links.keys())
        pages = _pages(portal, sorted(set(led_on.values())))
        links |= {key: ("page", pages[end]) for key, end in led_on.items() if end in pages}
    return Targets(images=images, files=files, links=links)


def _pages(portal: Portal, keys: Sequence[str]) -> dict[str, int]:
    """Find the pages of addresses; of several portals' the own one's."""
    found: dict[str, int] = {}
    rows = SourceUrl.objects.filter(key__in=keys, item__page__isnull=False)
    for key, page, owner in rows.values_list("key", "item__page", "portal"):
        if owner == portal.pk or key not in found:
            found[key] = page
    return found


def redirected(keys: Iterable[str]) -> dict[str, str]:
    """Say to which key addresses lead that only lead on, by the end of a few steps."""
    ends = {key: key for key in keys}
    for _step in range(MAX_REDIRECTS):
        steps: dict[str, str] = {}
        for batch in batches(sorted(set(ends.values())), KEYS_A_QUERY):
            rows = SourceUrl.objects.filter(key__in=batch, item=None).exclude(redirects_to="")
            steps |= {key: key_of(to) for key, to in rows.values_list("key", "redirects_to")}
        if not steps:
            break
        ends = {key: steps.get(end, end) for key, end in ends.items()}
    return {key: end for key, end in ends.items() if end != key}


def note_mentions(bodies: Mapping[Item, Sequence[RawBlock]]) -> None:
    """Remember what each item's body still has to be filled in with, and nothing else."""
    Mention.objects.filter(item__in=bodies).delete()
    Mention.objects.bulk_create(
        [
            Mention(item=item, key=key, address=address)
            for item, body in bodies.items()
            for key, address in open_addresses(body).items()
        ],
        batch_size=500,
        ignore_conflicts=True,
    )
