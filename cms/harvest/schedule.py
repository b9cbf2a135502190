"""Which portals are due to be crawled again, by their own schedules and the database's clock."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from cms.portals.models import Portal, SourceStatus

from . import jobs
from .models import OPEN_STATES, Job, JobKind

LONGEST_H = 1_000_000
"""114 years: longer ones reach back before the first moment that databases know."""


def request_due() -> int:
    """Ask for a crawl of each portal whose last was asked for too long ago; return how many.

    A crawl that failed counts, too: the next try is the schedule's. Paused portals wait, those that
    are gone are let alone.
    """
    wanted = Portal.objects.filter(paused=False, recrawl_every_h__gt=0)
    wanted = wanted.exclude(source_status=SourceStatus.GONE)
    count = 0
    for hours in wanted.order_by().values_list("recrawl_every_h", flat=True).distinct():
        since = Now() - timedelta(hours=min(hours, LONGEST_H))
        recent = Q(state__in=OPEN_STATES) | Q(requested_at__gt=since)
        crawls = Job.objects.filter(recent, portal=OuterRef("pk"), kind=JobKind.CRAWL)
        for portal in wanted.filter(~Exists(crawls), recrawl_every_h=hours):
            jobs.request(JobKind.CRAWL, portal=portal)
            count += 1
    return count
