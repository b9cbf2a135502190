"""From an archived response to a parsed page, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from ingest.charset import decode_body
from ingest.extract.skips import reason_before_parsing
from ingest.page import Page
from ingest.page.selectors import selector_index
from ingest.page.tree import parse_tree
from ingest.page.walk import walk
from ingest.platforms import GENERIC, Platform, load_platform
from ingest.platforms.recognition import recognise
from ingest.types import Issue, PortalProfile, RawPage, SiteTemplate, Skipped
from ingest.vocabulary import IssueCode, SkipReason


@dataclass(slots=True, kw_only=True)
class Reading:
    """A page that was read: ``page`` or ``skipped``."""

    platform: Platform
    page: Page | None = None
    skipped: Skipped | None = None
    issues: tuple[Issue, ...] = ()
    text: str = ""
    """The decoded body."""


def read_page(raw: RawPage, profile: PortalProfile, template: SiteTemplate | None) -> Reading:
    """Decode and parse a response, within the budgets of size and depth."""
    skipped = _reason_of_address(raw.url) or reason_before_parsing(raw)
    if skipped:
        return Reading(platform=_named_platform(profile, template), skipped=skipped)
    decoded = decode_body(raw.body, content_type=header(raw, "content-type"))
    platform = _platform(raw, profile, template, decoded.text)
    issues = []
    if decoded.doubtful:
        issues.append(Issue(code=IssueCode.CHARSET_DOUBTFUL, detail=decoded.evidence))
    root, too_deep = parse_tree(decoded.text)
    if root is None:
        reason = SkipReason.EMPTY if not decoded.text.strip() else SkipReason.UNREADABLE
        return Reading(platform=platform, skipped=Skipped(reason=reason), issues=tuple(issues))
    page = walk(root, url=raw.url, selectors=selector_index(platform, profile.extract))
    page.too_deep = too_deep
    if too_deep:
        issues.append(Issue(code=IssueCode.DEEP_NESTING))
    if page.cut:
        issues.append(Issue(code=IssueCode.TRUNCATED, detail="more elements than the budget"))
    if page.legacy:
        issues.append(Issue(code=IssueCode.LEGACY_ENCODING, detail=page.legacy))
    if page.letters_lost:
        issues.append(Issue(code=IssueCode.LETTERS_LOST))
    return Reading(platform=platform, page=page, issues=tuple(issues), text=decoded.text)


def serves(reading: Reading, profile: PortalProfile, template: SiteTemplate | None) -> bool:
    """Tell whether a page read without a template reads the same with it: by the same platform."""
    named = profile.platform or (template.platform if template else GENERIC)
    return named in (GENERIC, reading.platform.name)


def _reason_of_address(url: str) -> Skipped | None:
    """Refuse an address that cannot be taken apart: it identifies nothing."""
    try:
        urlsplit(url)
    except ValueError as error:
        return Skipped(reason=SkipReason.UNREADABLE, detail=f"address: {error}")
    return None


def header(raw: RawPage, name: str) -> str:
    """Give the first header of this name, "" if there is none."""
    return next((value for key, value in raw.headers if key.lower() == name), "")


def _named_platform(profile: PortalProfile, template: SiteTemplate | None) -> Platform:
    return load_platform(profile.platform or (template.platform if template else "generic"))


def _platform(
    raw: RawPage, profile: PortalProfile, template: SiteTemplate | None, text: str
) -> Platform:
    if profile.platform or (template and template.platform != "generic"):
        return _named_platform(profile, template)
    platform, _ = recognise(text, url=raw.url, headers=raw.headers)
    return platform
