"""Run one crawl in this process, from plan to exit status."""

from __future__ import annotations

import importlib
import logging
import os
import re
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from scrapy.crawler import CrawlerProcess
from scrapy.settings import Settings

from ingest.platforms import GENERIC, load_platform
from scrapers.archive import ArchiveError, ArchiveWriter, LockedError, Segment, recover, store_of
from scrapers.crawl.guard import Guard
from scrapers.crawl.owner import read_access
from scrapers.crawl.robots import PRODUCT
from scrapers.crawl.spider import PortalSpider
from scrapers.crawl.visit import Visit
from scrapers.events import Emit
from scrapers.plan import Plan, PlanError

logger = logging.getLogger(__name__)

EXIT_DONE, EXIT_FAILED, EXIT_BAD_PLAN, EXIT_LOCKED = 0, 1, 2, 3
_GOOD_ENDS = frozenset(
    {"finished", "stopped", "limit", "max_pages", "disk_budget", "time", "night_window"}
)


def run_crawl(plan: Plan, emit: Emit) -> int:
    """Crawl and return the exit status; the last event says how it ended.

    0: came to an end of its own, or was told to stop. 1: the portal cannot be reached, or the
    archive cannot be written. 2: the plan is wrong. 3: another crawl of the portal is running.
    """
    try:
        with store_of(plan.root).local.lock(plan.profile.slug):
            for segment in recover(plan.root, plan.profile.slug):
                emit(_event(segment))
            reason, detail = _crawl(plan, emit)
    except LockedError as error:
        return _end(emit, "locked", str(error), EXIT_LOCKED)
    except (PlanError, ArchiveError, ValueError) as error:
        return _end(emit, "bad_plan", str(error), EXIT_BAD_PLAN)
    except OSError as error:
        return _end(emit, "archive_unwritable", f"{plan.root}: {error}", EXIT_FAILED)
    if detail:
        sys.stderr.write(f"{detail}\n")
    emit({"event": "finished", "reason": reason, "detail": detail, "peak_bytes": _peak_bytes()})
    return EXIT_DONE if reason in _GOOD_ENDS else EXIT_FAILED


def _crawl(plan: Plan, emit: Emit) -> tuple[str, str]:
    crawl = plan.profile.crawl
    guard = Guard(
        own=(plan.profile.home, *crawl.start_urls),
        allow_private=plan.allow_private,
        resolve=crawl.resolve,
    )
    access = read_access(crawl, home=plan.profile.home, environ=os.environ)
    settings = _settings(plan)
    info = {
        "http-header-user-agent": settings["USER_AGENT"],
        "robots": "ignored: " + crawl.robots_override_reason
        if crawl.robots_override_reason
        else "obeyed",
    }
    process = CrawlerProcess(settings)
    logging.getLogger("scrapy").setLevel(logging.WARNING)
    crawler = process.create_crawler(PortalSpider)
    with ArchiveWriter(
        plan.root,
        plan.profile.slug,
        plan.run,
        segment_s=plan.segment_s,
        segment_bytes=plan.segment_bytes,
        on_segment=lambda segment: emit(_event(segment)),
        info=info,
    ) as writer:
        visit = Visit(plan=plan, guard=guard, writer=writer, now=lambda: datetime.now(UTC))
        process.crawl(crawler, visit=visit, emit=emit, access=access)
        _stop_on_signals(crawler.spider)
        process.start(install_signal_handlers=False)
        failed = process.bootstrap_failed
    return ("crashed" if failed else visit.finished or "finished"), visit.detail


def _settings(plan: Plan) -> Settings:
    crawl, platform = plan.profile.crawl, plan.profile.platform or GENERIC
    settings = Settings()
    settings.setmodule(importlib.import_module("settings.scrapers"), priority="project")
    values = {
        "USER_AGENT": user_agent(plan.contact),
        "DOWNLOAD_DELAY": crawl.delay_s,
        "CONCURRENT_REQUESTS": max(16, crawl.concurrency * 4),
        "CONCURRENT_REQUESTS_PER_DOMAIN": max(1, crawl.concurrency),
        "COOKIES_ENABLED": crawl.cookies or load_platform(platform).crawl.cookies,
        "DOWNLOAD_VERIFY_CERTIFICATES": crawl.verify_certificate,
    }
    if crawl.old_tls:
        values["DOWNLOAD_TLS_MIN_VERSION"] = "TLSv1.0"
    for name, value in values.items():
        settings.set(name, value, priority="cmdline")
    return settings


def user_agent(contact: str) -> str:
    """Say who we are, and how to reach whoever runs this crawl."""
    reach = f"; +{contact}" if contact else ""
    return f"Mozilla/5.0 (compatible; {PRODUCT}/0.1{reach})"


def _stop_on_signals(spider: PortalSpider) -> None:
    def stop(number: int, _: object) -> None:
        from twisted.internet import reactor

        # Not from the handler itself: it may interrupt a write to the archive.
        reactor.callFromThread(spider.stop, "stopped")

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


def _peak_bytes() -> int:
    """Largest memory this process had; 0 where the system does not tell."""
    # getrusage would count what the parent had when it started us.
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) * 1024 if found else 0


def _event(segment: Segment) -> dict[str, object]:
    return {
        "event": "segment",
        "name": segment.name,
        "records": segment.records,
        "bytes": segment.size_bytes,
    }


def _end(emit: Emit, reason: str, detail: str, status: int) -> int:
    sys.stderr.write(f"{detail}\n")
    emit({"event": "finished", "reason": reason, "detail": detail})
    return status
