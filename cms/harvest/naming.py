"""A portal's name: what its front page says, as long as nobody gave another."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from selectolax.lexbor import LexborHTMLParser

from cms.articles.models import PortalPage
from cms.portals.models import Portal
from ingest.charset import decode_body
from ingest.text import clean_text, fold
from scrapers.archive import ArchiveError, read_page

from .keys import address_key
from .models import SourceUrl

_PARTS = re.compile(r"\s+[-–—|»:]\s+")
_NO_NAMES = frozenset({"trang chu", "trang nhat", "home", "homepage", "index", "welcome", ""})


def name_portal(portal: Portal) -> None:
    """Take the name from the front page's title while it is only the host's."""
    if portal.name != urlsplit(portal.home).hostname:
        return
    name = find_name(portal)
    if not name:
        return
    with transaction.atomic():
        portal.name = name
        portal.save(update_fields=["name"])
        portal.save_revision()
        page = PortalPage.objects.filter(portal=portal).first()
        if page is not None and page.title == urlsplit(portal.home).hostname:
            page.title = name
            page.save_revision().publish()


def find_name(portal: Portal) -> str:
    """Read the longest part of the archived front page's title; "" if there is none."""
    row = SourceUrl.objects.filter(portal=portal, key=address_key(portal.home)).first()
    if row is not None and row.redirects_to and row.segment is None:
        row = SourceUrl.objects.filter(portal=portal, key=address_key(row.redirects_to)).first()
    if row is None or row.segment is None:
        return ""
    try:
        page = read_page(settings.ARCHIVE_URL, row.segment.name, row.offset)
    except ArchiveError:
        return ""  # the balance sheet names the damage
    title = LexborHTMLParser(decode_body(page.body).text).css_first("title")
    parts = _PARTS.split(clean_text(title.text())) if title else []
    named = [part.strip() for part in parts if fold(part).strip() not in _NO_NAMES]
    return max(named, key=len, default="")[:255]
