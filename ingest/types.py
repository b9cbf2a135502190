"""The values that stages hand to each other. Values, not behaviour.

All are frozen and keyword-only; sequences are tuples; times are aware; an absent text is ``""``, an
absent time is ``None``. Closed lists of names are in `ingest.vocabulary`; `ingest.codec` turns any
value into JSON and back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ingest.vocabulary import (
    BlockKind,
    DraftKind,
    IssueCode,
    Precision,
    Role,
    SkipReason,
    VerdictChoice,
)

# --- what is known of a portal ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSettings:
    """How a portal is visited. Every field has a safe default."""

    hosts: tuple[str, ...] = ()
    """Host names of the portal besides that of ``home``."""
    start_urls: tuple[str, ...] = ()
    sitemap_urls: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    """Regular expressions on the address; empty allows everything on the hosts."""
    deny: tuple[str, ...] = ()
    delay_s: float = 0.0
    """Least pause between two requests to a host; AutoThrottle may make it longer."""
    concurrency: int = 4
    max_pages: int = 0
    """0 means no limit."""
    max_depth: int = 0
    max_page_bytes: int = 32 * 1024 * 1024
    max_file_bytes: int = 2 * 1024 * 1024 * 1024
    robots_override_reason: str = ""
    """Not empty: robots.txt is not obeyed, and the report prints this reason."""
    cookies: bool = False
    verify_certificate: bool = True
    old_tls: bool = False
    resolve: tuple[str, ...] = ()
    """``host=IP`` where DNS is gone already."""
    night_window: str = ""
    """``22:00-05:00`` in the portal's time zone; empty means any time."""
    header_env: tuple[str, ...] = ()
    """``Header-Name=ENVIRONMENT_VARIABLE``: the value is never stored."""
    basic_auth_env: str = ""
    """``USER_VARIABLE:PASSWORD_VARIABLE``, two environment variables; as above."""
    cookie_env: str = ""
    """Environment variable that holds ``name=value; name=value``; as above."""
    assets_off_host: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractSettings:
    """Overrides of the platform's selectors, all CSS; empty: as platform or template says."""

    title: str = ""
    lead: str = ""
    body: str = ""
    date: str = ""
    byline: str = ""
    section: str = ""
    tags: str = ""
    files: str = ""
    drop: tuple[str, ...] = ()
    """Selectors of what is frame on this portal."""
    date_format: str = ""
    """``dmy`` or ``mdy``; empty: day first, a month over 12 is no date."""
    timezone: str = "Asia/Ho_Chi_Minh"
    viqr: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOverride:
    """A portal's own rule: a block whose whole text matches ``pattern`` is dropped, or kept."""

    id: str
    pattern: str
    action: VerdictChoice = VerdictChoice.DROP


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A person's decision about a template path: wins over everything, survives re-learning."""

    path: str
    choice: VerdictChoice
    role: str = ""
    """A `Role` where ``choice`` is ``role``."""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectations:
    """Floors and ceilings that a run must meet; 0 means none."""

    min_articles: int = 0
    max_articles: int = 0
    max_changed_share: float = 0.3
    max_failed_share: float = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalProfile:
    """What crawl and extraction need to know of a portal."""

    slug: str
    name: str
    home: str
    platform: str = ""
    """Name of ``ingest/platforms/<name>.toml``; empty: recognised from the pages."""
    crawl: CrawlSettings = CrawlSettings()
    extract: ExtractSettings = ExtractSettings()
    rules: tuple[RuleOverride, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    expectations: Expectations = Expectations()


# --- what was fetched ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPage:
    """One response as it stands in the archive."""

    portal: str
    url: str
    """The final address, as it was requested (not canonicalised)."""
    requested_url: str
    fetched_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    """Payload after transfer and content coding."""
    segment: str = ""
    """Archive segment's name, relative to the archive's root."""
    offset: int = 0
    digest: str = ""
    """``sha256:<hex>`` of ``body``."""


# --- what came of it ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One unit of a body, in reading order."""

    id: str
    """Stable over re-extraction while text (or source address) and rank among equals stay."""
    kind: BlockKind
    text: str = ""
    """Plain text; a list has a line an item, a table a line a row with cells divided by tabs."""
    html: str = ""
    """Sanitised HTML for paragraph, list, table, quote; "" where ``text`` says it all."""
    src: str = ""
    """Absolute address of an image, file or embed."""
    alt: str = ""
    caption: str = ""
    level: int = 0
    """2 to 6 for a heading, else 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRef:
    """An image of a draft, in order of appearance."""

    src: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRef:
    """An attachment."""

    src: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalReference:
    """A legal text that an item cites."""

    type: str
    number: str
    """As written."""
    number_norm: str = ""
    """Upper case, no spaces: ``436/QĐ-UBND``."""
    issuer: str = ""
    date: date | None = None
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFields:
    """What only a văn bản has."""

    number: str = ""
    document_type: str = ""
    issuing_body: str = ""
    signer: str = ""
    issued_on: date | None = None
    effective_on: date | None = None
    abstract: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Who spoke for a field: ``verdict``, ``portal``, ``platform:<name>``, ``template``, …"""

    field: str
    source: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An item before the CMS."""

    kind: DraftKind
    identities: tuple[str, ...]
    """Strongest first: ``nukeviet:news:1234``, then ``url:<canonical address>``. Never empty."""
    url: str
    """Canonical address."""
    title: str = ""
    lead: str = ""
    blocks: tuple[Block, ...] = ()
    byline: str = ""
    source_name: str = ""
    published_at: datetime | None = None
    published_precision: Precision | None = None
    published_raw: str = ""
    updated_at: datetime | None = None
    section: tuple[str, ...] = ()
    """Names from the top down."""
    tags: tuple[str, ...] = ()
    images: tuple[ImageRef, ...] = ()
    files: tuple[FileRef, ...] = ()
    legal_references: tuple[LegalReference, ...] = ()
    document: DocumentFields | None = None
    language: str = "vi"
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 0.0
    """0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A text taken out as frame, or because a field carries it no further."""

    rule: str
    """Id of the rule, ``template:<path>``, or ``platform:<name>:<selector>``."""
    text: str
    """The exact slice: NFC, single spaces, never empty."""
    position: int = 0
    """Rank among the page's texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A doubt that a person should see."""

    code: IssueCode
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """The page is no item."""

    reason: SkipReason
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageResult:
    """What one page gave: drafts, or `Skipped`; and where every other text of it went."""

    url: str
    drafts: tuple[Draft, ...] = ()
    skipped: Skipped | None = None
    removals: tuple[Removal, ...] = ()
    issues: tuple[Issue, ...] = ()
    platform: str = "generic"


# --- what was learnt ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateEntry:
    """One path of a portal's template, as a person reviews it."""

    path: str
    """Prints as a CSS selector."""
    role: Role
    pages: int
    share: float
    """Share of the cluster's pages that have it."""
    cluster: str = ""
    repeated: float = 0.0
    """Share of its characters that repeat over pages once digits are masked."""
    links: float = 0.0
    samples: tuple[str, ...] = ()
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTemplate:
    """What was learnt over the pages of one portal."""

    portal: str
    version: int = 1
    """Version of the learning method: a template of another version is learnt anew."""
    platform: str = "generic"
    pages: int = 0
    entries: tuple[TemplateEntry, ...] = ()
    texts: tuple[str, ...] = ()
    """Hashes (16 hex digits) of masked block texts known to be frame."""
    statistics: str = ""
    """The learner's own counts, compact JSON: what makes learning incremental."""
