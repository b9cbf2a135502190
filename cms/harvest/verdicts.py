"""A person's word about a path of a portal's pages: tried on all of them, then in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.portals.models import Portal
from cms.portals.profiles import OWN_FIELDS, profile_of, save_profile
from ingest import codec
from ingest.types import PortalProfile, Verdict
from ingest.vocabulary import Role, VerdictChoice

from . import jobs
from .drafting import redraft, redraftable
from .models import Item, Job, JobKind
from .previews import Preview, preview_drafts

SAMPLES = 20
WITHDRAW = "none"
"""Choice that takes a verdict back."""


class VerdictError(ValueError):
    """A verdict that says nothing that can be done."""


def parse_verdict(path: str, choice: str, role: str = "") -> Verdict | None:
    """Read a verdict from plain texts; ``None`` takes it back. Raises VerdictError."""
    if not path:
        raise VerdictError(_("a verdict names a path"))
    if choice == WITHDRAW:
        return None
    try:
        wanted = VerdictChoice(choice)
        kept = Role(role).value if wanted is VerdictChoice.ROLE else ""
    except ValueError as error:
        raise VerdictError(_("this choice or role is not known")) from error
    return Verdict(path=path, choice=wanted, role=kept)


def profile_with(portal: Portal, path: str, verdict: Verdict | None) -> PortalProfile:
    """Give the portal's profile with this verdict in the place of an earlier one on the path."""
    profile = profile_of(portal)
    others = tuple(known for known in profile.verdicts if known.path != path)
    return replace(profile, verdicts=(*others, verdict) if verdict else others)


def taken_out_by(portal: Portal, path: str) -> int:
    """Count the items whose newest version lost words to the template's entry of this path."""
    items = Item.objects.filter(portal=portal, suppressed_at__isnull=True)
    return items.filter(latest__removals__has_key=f"template:{path}").count()


def try_verdict(
    portal: Portal,
    path: str,
    verdict: Verdict | None,
    *,
    on_step: Callable[[int, int], None] = lambda _done, _total: None,
) -> dict[str, object]:
    """Draft all pages as they would read with the verdict; writes nothing.

    Gives counts by what would happen (``changed``, ``dropped``, ``created``, ``unchanged``), ``of``
    all pages, and ``samples``: address, and lines of the differences.
    """
    tried = Portal.objects.get(pk=portal.pk)
    data = codec.encode(profile_with(portal, path, verdict))
    tried.settings = {name: value for name, value in data.items() if name not in OWN_FIELDS}
    counts: Counter[str] = Counter()
    samples: list[dict[str, object]] = []
    total = redraftable(tried).count()
    # What left the ledger's rows as they are was dropped before, too.
    for done, preview in enumerate(preview_drafts(tried), start=1):
        counts[preview.what] += 1
        if preview.differences and len(samples) < SAMPLES:
            samples.append(_sample(preview))
        on_step(done, total)
    return {**counts, "of": total, "samples": samples}


def _sample(preview: Preview) -> dict[str, object]:
    lines = [line for difference in preview.differences for line in difference.lines()]
    return {"address": preview.address, "title": preview.title, "lines": lines[:40]}


def ask_to_try(portal: Portal, path: str, choice: str, role: str, *, by: AbstractBaseUser) -> Job:
    """Ask for a dry run. Raises VerdictError, also while one about something else is open."""
    parse_verdict(path, choice, role)
    wanted = {"path": path, "choice": choice, "role": role}
    job = jobs.request(JobKind.PREVIEW, portal=portal, arguments=wanted, by=by)
    if job.arguments != wanted:
        raise VerdictError(_("another dry run of this portal is not done yet"))
    return job


@transaction.atomic
def pass_verdict(
    portal: Portal,
    path: str,
    verdict: Verdict | None,
    *,
    by: AbstractBaseUser,
    now: datetime | None = None,
) -> Job:
    """Keep the verdict and draft the portal again; the source is not asked for anything."""
    if verdict is not None:
        verdict = replace(verdict, by=by.get_username(), at=now or timezone.now())
    save_profile(profile_with(Portal.objects.select_for_update().get(pk=portal.pk), path, verdict))
    redraft(portal)
    return jobs.request(JobKind.DRAFT, portal=portal, by=by)
