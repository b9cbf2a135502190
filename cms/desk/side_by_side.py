"""The archived original beside the article, and what a click on one of its texts does."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import nh3
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin import messages

from cms.articles.blocks import TABLE_ATTRIBUTES, TABLE_TAGS
from cms.articles.models import PortalImage
from cms.harvest import originals, touching
from cms.harvest.content import PageContent, content_of_draft, content_of_page
from cms.harvest.hands_off import newest
from cms.harvest.keys import address_key
from cms.harvest.merge_form import block_of
from cms.harvest.models import Item, SourceUrl
from cms.harvest.original_markup import IMAGE_SCHEME
from cms.harvest.originals import Fate, Original, OriginalError, Piece
from cms.harvest.planning import draft_of
from cms.harvest.states import Reason
from cms.harvest.touching import TouchError
from ingest.types import Block
from ingest.vocabulary import BlockKind
from scrapers.archive import ArchiveError, read_payload_to

from . import rights
from .queue import review_of
from .rule_names import name_of_rule
from .screens import Screen

POLICY = (
    "sandbox allow-same-origin; default-src 'none'; img-src {images}; style-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""Nothing of the old page runs or is sent; images come from our archive alone."""
PICTURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"BM": "image/bmp",
}
"""First bytes of what is shown as an image; SVG is a document that can run."""
IN_MEMORY = 1_000_000
ANY_KEY = "0" * 32
PICTURE = re.compile(rf'src="{IMAGE_SCHEME}([0-9a-f]{{32}})"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A block of the article beside the original."""

    id: str
    kind: str
    html: SafeString
    image: str = ""
    caption: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A piece of the original with its rule in words."""

    piece: Piece
    rule: str

    @property
    def path(self) -> str:
        """What a verdict would name; "" where none can."""
        # What stands beside the article is not brought into it by its path.
        return "" if self.piece.rule.startswith("outside:") else self.piece.path


class CompareView(Screen):
    """Original and article beside each other; a click puts back or drops."""

    template_name = "desk/compare.html"
    page_title = gettext_lazy("Compare with the source")
    header_icon = "view"

    def setup(self, request: HttpRequest, *args: object, **kwargs: Any) -> None:  # noqa: ANN401
        """Look the item up among the user's."""
        super().setup(request, *args, **kwargs)
        self.item = rights.item_for(request.user, kwargs["pk"])
        self.article = article_of(self.item)

    def trail(self) -> list[dict[str, str | Promise]]:
        """Lead back to the page's portal."""
        portal = reverse("wagtailsnippets_portals_portal:inspect", args=[self.item.portal_id])
        return [{"url": portal, "label": self.item.portal.name}]

    def get_page_subtitle(self) -> str:
        """Name the article."""
        return self.article.title

    def context(self, *args: object, **kwargs: object) -> dict[str, object]:
        """Judge the original's texts; what cannot be shown is said."""
        here: dict[str, object] = {
            **review_of(self.request.user, self.item),
            "item": self.item,
            "article": self.article,
            "blocks": list(shown_blocks(self.item, self.article)),
            "is_engineer": rights.is_engineer(self.request.user, self.item.portal),
            "seen": touching.seen_of(self.item) if self.item.page_id else "",
        }
        try:
            original = read(self.item, self.article)
        except OriginalError as error:
            return {**here, "refused": str(error)}
        told = [Told(piece=piece, rule=name_of_rule(piece.rule)) for piece in original.pieces]
        return {
            **here,
            "original": original,
            "counts": [(fate, original.count(fate)) for fate in Fate],
            "missing": [one for one in told if one.piece.fate is Fate.MISSING],
            "unsure": [one for one in told if one.piece.fate is Fate.UNSURE],
            "removed": [one for one in told if one.piece.fate is Fate.REMOVED],
            "kept": [one for one in told if one.piece.fate is Fate.KEPT and one.piece.block],
        }

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Put one text back or drop one block, on this page: a draft."""
        try:
            original = read(self.item, self.article)
            self._touch(request, original)
        except (OriginalError, TouchError) as error:
            messages.error(request, _("Nothing was written: %s") % error)
        else:
            edit = reverse("wagtailadmin_pages:edit", args=[self.item.page_id])
            messages.success(
                request,
                _("A draft waits to be published."),
                buttons=[messages.button(edit, _("Edit"))],
            )
        return redirect("desk:compare", self.item.pk)

    def _touch(self, request: HttpRequest, original: Original) -> None:
        put, drop = request.POST.get("put", ""), request.POST.get("drop", "")
        number = put or drop
        place = next(
            (n for n, piece in enumerate(original.pieces) if str(piece.number) == number), None
        )
        if place is None:
            raise TouchError(_("this text is not on the page any more"))
        piece, seen = original.pieces[place], request.POST.get("seen", "")
        if drop:
            touching.drop_block(self.item, piece.block, piece.text, by=request.user, seen=seen)
            return
        before = (one.block for one in reversed(original.pieces[:place]) if one.block)
        after = next(before, "")
        touching.put_back(self.item, piece.text, after=after, by=request.user, seen=seen)


def article_of(item: Item) -> PageContent:
    """Give the article as it stands, its newest draft; where there is no page, as it would be."""
    if item.page_id is None:
        return content_of_draft(draft_of(rights.shown_version(item)))
    return content_of_page(newest(item.page.specific))


def read(item: Item, article: PageContent) -> Original:
    """Read the newest version's original. Raises OriginalError."""
    return originals.read_original(item, rights.shown_version(item), article)


@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the original alone: what stands in the frame."""
    item = rights.item_for(request.user, pk)
    try:
        found = read(item, article_of(item))
    except OriginalError as error:
        raise Http404 from error
    images = reverse("desk:archived_image", args=[item.pk, ANY_KEY]).partition(ANY_KEY)[0]
    body = PICTURE.sub(rf'src="{images}\1/"', found.html)
    context = {"body": mark_safe(body), "address": found.address}  # noqa: S308 - see original_markup
    response = render(request, "desk/original.html", context)
    response["Content-Security-Policy"] = POLICY.format(images=f"{request.get_host()}{images}")
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
def archived_image(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Give an image of the item's portal from the archive; nothing else of it."""
    item = rights.item_for(request.user, pk)
    rows = SourceUrl.objects.filter(portal=item.portal_id, key=key, segment__isnull=False)
    row = rows.exclude(reason=Reason.SUPPRESSED).select_related("segment").first()
    if row is None:
        raise Http404
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    try:
        read_payload_to(settings.ARCHIVE_URL, row.segment.name, row.offset, file)
    except (ArchiveError, OSError) as error:
        file.close()
        raise Http404 from error
    file.seek(0)
    kind = _kind_of(file.read(12))
    if not kind:
        file.close()
        raise Http404
    file.seek(0)
    response = FileResponse(file, content_type=kind)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _kind_of(head: bytes) -> str:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in PICTURES.items() if head.startswith(start)), "")


def shown_blocks(item: Item, content: PageContent) -> Iterator[Shown]:
    """Write the article's blocks: words and tables as they are, images from the archive."""
    ids = {raw["value"].get("image") for raw in content.body if isinstance(raw["value"], dict)}
    images = PortalImage.objects.in_bulk([key for key in ids if key])
    for raw in content.body:
        block, value = block_of(raw), raw["value"]
        image = ""
        if block.kind is BlockKind.IMAGE and isinstance(value, dict):
            record = images.get(value.get("image"))
            source = str(value.get("source") or "")
            if record:
                image = record.file.url
            elif source:
                image = reverse("desk:archived_image", args=[item.pk, address_key(source)])
        yield Shown(
            id=raw["id"],
            kind=block.kind.value,
            html=_html(block),
            image=image,
            caption=block.caption,
            level=block.level,
        )


def _html(block: Block) -> SafeString:
    """Keep the look of words; links lead nowhere here."""
    if not block.html:
        return nh3_text(block.text)
    tags = TABLE_TAGS - {"a"}
    spans = {name: values for name, values in TABLE_ATTRIBUTES.items() if name != "a"}
    return mark_safe(nh3.clean(block.html, tags=tags, attributes=spans, link_rel=None))  # noqa: S308


def nh3_text(text: str) -> SafeString:
    """Escape plain text."""
    return mark_safe(nh3.clean_text(text)) if text else SafeString("")  # noqa: S308
