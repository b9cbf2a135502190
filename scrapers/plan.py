"""The plan of a crawl: all that the child process is told, as one JSON file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from ingest.codec import CodecError, decode, encode
from ingest.types import PortalProfile


class PlanError(ValueError):
    """The plan cannot be read: says which file and key."""


class Mode(StrEnum):
    """What the crawl is for."""

    PAGES = "pages"
    """Discover and fetch pages."""
    ASSETS = "assets"
    """Fetch exactly the pending addresses, follow nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An address to fetch, with what is known from an earlier fetch of it."""

    url: str
    kind: str = "page"
    """A `scrapers.archive.PageKind`."""
    source: str = "hand"
    """A `scrapers.archive.LinkSource`: who named it first."""
    depth: int = 0
    etag: str = ""
    last_modified: str = ""
    """Validators, sent only where filled: the planner knows whether the host's are honest."""
    digest: str = ""
    """``sha256:<hex>`` of the payload that the archive holds; with it goes the place."""
    segment: str = ""
    offset: int = 0
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One crawl of one portal."""

    profile: PortalProfile
    run: str
    """Id of the crawl; resuming a crawl uses the same one again."""
    root: str
    """Folder of the archive."""
    mode: Mode = Mode.PAGES
    known: tuple[str, ...] = ()
    """Canonical addresses to leave alone."""
    pending: tuple[Pending, ...] = ()
    """Addresses to fetch besides what is discovered."""
    absent: tuple[str, ...] = ()
    """Addresses that were guessed before and are not there: not guessed again."""
    accounted: tuple[str, ...] = ()
    """Segments of this run that ``known`` and ``pending`` already reflect; the run's other segments
    are read before the crawl starts, so that nothing in them is fetched a second time."""
    limit: int = 0
    """Stop after so many articles; 0 means none."""
    full: bool = True
    """A full crawl looks at everything found; an incremental one leaves ``known`` alone."""
    allow_private: tuple[str, ...] = ()
    """``host:port`` that the operator named: may be at an address that is not public."""
    segment_s: float = 5.0
    segment_bytes: int = 64 * 1024 * 1024
    disk_budget_bytes: int = 0
    """Stop when this crawl has written so much; 0 means no limit."""
    stop_after_s: float = 0.0
    """Stop after so many seconds; 0 means none."""
    contact: str = ""
    """Address or mail of the operator, for the user agent."""


def load_plan(path: Path) -> Plan:
    """Read a plan. Raises PlanError with one line that says what is wrong."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return decode(Plan, data, where=path.name)
    except OSError as error:
        raise PlanError(f"{path}: the plan cannot be read: {error.strerror}") from error
    except json.JSONDecodeError as error:
        raise PlanError(f"{path}: the plan is no JSON: {error}") from error
    except CodecError as error:
        raise PlanError(str(error)) from error


def save_plan(plan: Plan, path: Path) -> None:
    """Write a plan where `load_plan` reads it."""
    path.write_text(json.dumps(encode(plan), ensure_ascii=False), encoding="utf-8")
