"""Hold what was extracted from a portal against the portal's own truth."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ingest import draft_page, learn_template
from ingest.types import Draft, PageResult, PortalProfile, RawPage
from samples.frame.sheet import Visit
from samples.model import VIET_NAM
from samples.portal import Portal
from samples.routes import Desk
from samples.truth import Truth, truth_of_portal

BASE = "http://127.0.0.1:8001"
PAGE_KINDS = {"article", "cross", "document", "static", "media", "list"}
"""Print views are left out: the ledger knows them by their address."""
LONG_FRAME_WORDS = 5
"""A frame text of so many words is also looked for inside a line, not only as a whole one."""


@dataclass(slots=True)
class Verdict:
    """What went wrong, by kind of fault, with the page and the text."""

    faults: list[tuple[str, str, str]] = field(default_factory=list)
    judged: Counter[str] = field(default_factory=Counter)

    def fault(self, kind: str, url: str, text: object) -> None:
        self.faults.append((kind, url, str(text)))

    def count(self, kind: str) -> int:
        return sum(1 for found, _url, _text in self.faults if found == kind)

    def counts(self) -> dict[str, int]:
        return dict(Counter(kind for kind, _url, _text in self.faults))


def words(text: str) -> str:
    """Fold case and everything that is no letter or digit: a text as " word word "."""
    found = re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())
    return f" {' '.join(found)} "


def pages_of(portal: Portal) -> list[RawPage]:
    """Fetch each page of the portal once, with counters and clock moving on."""
    desk = Desk(portal)
    pages = []
    for number, (target, route) in enumerate(desk.routes().items()):
        if route.kind not in PAGE_KINDS:
            continue
        now = datetime(2024, 3, 5, 8, number % 60, tzinfo=VIET_NAM)
        answer = desk.answer(target, Visit(number=number, now=now, base=BASE))
        pages.append(
            RawPage(
                portal="sample",
                url=BASE + target,
                requested_url=BASE + target,
                fetched_at=now.astimezone(UTC),
                status=answer.status,
                headers=(("Content-Type", answer.content_type),),
                body=answer.body,
            )
        )
    return pages


def extract(pages: Iterable[RawPage]) -> list[PageResult]:
    """Learn a portal from its pages and draft all of them."""
    profile = PortalProfile(slug="sample", name="", home=f"{BASE}/")
    seen = list(pages)
    template = learn_template(seen, profile)
    return [draft_page(page, profile, template) for page in seen]


def judge_portal(portal: Portal) -> Verdict:
    """Extract a sample portal and compare each item of its first stage with the truth."""
    results = extract(pages_of(portal))
    routes = Desk(portal).routes()
    by_target = {result.url.removeprefix(BASE): result for result in results}
    verdict = Verdict()
    truths = [truth for truth in truth_of_portal(portal) if truth["stage"] == 1]
    for truth in truths:
        _judge_item(verdict, truth, by_target[truth["url"]])
    for target, result in by_target.items():
        kind = routes[target].kind
        verdict.judged[kind] += 1
        if kind == "list" and any(draft.kind != "document" for draft in result.drafts):
            verdict.fault("listing taken for an item", target, result.drafts[0].title)
    return verdict


def _judge_item(verdict: Verdict, truth: Truth, result: PageResult) -> None:
    url = truth["url"]
    if not result.drafts:
        verdict.fault("item skipped", url, result.skipped)
        return
    draft = result.drafts[0]
    _judge_text(verdict, truth, draft)
    _judge_fields(verdict, truth, draft)


def lines_of(draft: Draft) -> list[str]:
    """List every line of text that a draft carries."""
    lines = [draft.title, draft.lead, draft.byline, draft.source_name]
    for block in draft.blocks:
        lines += [*re.split(r"[\n\t]", block.text), block.caption, block.alt]
    return [line for line in [*lines, *(file.name for file in draft.files)] if line]


def _judge_text(verdict: Verdict, truth: Truth, draft: Draft) -> None:
    url, lines = truth["url"], lines_of(draft)
    whole = words(" ".join(lines))
    own = [truth["title"], truth["lead"], *truth["paragraphs"], *truth["captions"]]
    verdict.judged["sentences"] += len(own)
    for text in own:
        if words(text) not in whole and words(text).strip():
            verdict.fault("sentence lost", url, text)
    left = {words(line) for line in lines} - {words(text) for text in _carried(truth)}
    mine = words(" ".join(_carried(truth)))
    for text in truth["frame"]:
        looked = words(text)
        long = len(looked.split()) >= LONG_FRAME_WORDS and looked not in mine
        if looked in left or (long and looked in whole):
            verdict.fault("frame line left", url, text)
    for shape in truth["frame_patterns"]:
        if any(re.fullmatch(shape, line) for line in lines):
            verdict.fault("frame line left", url, shape)


def _carried(truth: Truth) -> Sequence[str]:
    """List what may rightly stand in the item."""
    return [
        *(truth["title"], truth["lead"], truth["byline"], truth["byline_line"]),
        *(truth["source_name"], *truth["paragraphs"], *truth["captions"], *truth["headings"]),
        *(image["alt"] for image in truth["images"]),
        *(file["name"] for file in truth["files"]),
        *(cell for table in truth["tables"] for row in table for cell in row),
    ]


def _judge_fields(verdict: Verdict, truth: Truth, draft: Draft) -> None:
    url = truth["url"]
    published = draft.published_at and draft.published_at.astimezone(VIET_NAM).isoformat()
    pairs = {
        "kind": (draft.kind.value, truth["kind"]),
        "title": (words(draft.title), words(truth["title"])),
        "lead": (words(draft.lead), words(truth["lead"])),
        "byline": (words(draft.byline), words(truth["byline"])),
        "source": (words(draft.source_name), words(truth["source_name"])),
        "published day": ((published or "")[:10], (truth["published"] or "")[:10]),
        "files": (len(draft.files), len(truth["files"])),
        "images": (len(draft.images), len(truth["images"])),
    }
    if truth["precision"] == "minute" and truth["published"] and published:
        pairs["published minute"] = (published[:16], truth["published"][:16])
    for name, (found, wanted) in pairs.items():
        verdict.judged[name] += 1
        if found != wanted:
            verdict.fault(f"{name} differs", url, f"{found!r} instead of {wanted!r}")
