"""Pages of the desk that are not Wagtail's own listings and forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from wagtail.snippets.views.snippets import InspectView

from cms.harvest import drafting, jobs
from cms.harvest.models import OPEN_STATES, Job, JobKind
from cms.portals.models import Portal
from cms.portals.services import PortalError, add_portal

from . import overview, rights

ASKED = {"crawl": JobKind.CRAWL, "draft": JobKind.DRAFT}
"""Buttons of the portal page and the jobs that they ask for."""


class PortalView(InspectView):
    """A portal's page: its balance sheet, its jobs, and what can be done next."""

    template_name = "desk/portal.html"
    page_title = gettext_lazy("Migration")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 - Django's signature
        """Add the counts and the newest jobs."""
        return super().get_context_data(
            **kwargs,
            portal=self.object,
            rows=overview.sheet_rows(self.object),
            totals=overview.totals(self.object),
            may_change=rights.is_engineer(self.request.user, self.object),
            **overview.recent_jobs(self.object),
        )


class AddressForm(forms.Form):
    """The one thing that adding a portal needs."""

    url = forms.CharField(
        label=gettext_lazy("Address of the portal"),
        max_length=500,
        help_text=gettext_lazy("Such as http://canloc.hatinh.gov.vn/"),
    )


def add(request: HttpRequest) -> HttpResponse:
    """Add a portal from its address."""
    if not request.user.has_perm(rights.ADD):
        raise PermissionDenied
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            portal = add_portal(form.cleaned_data["url"])
        except PortalError as error:
            form.add_error("url", str(error))
        else:
            return redirect(portal_address(portal))
    return render(request, "desk/add.html", {"form": form, "page_title": _("Add a portal")})


@require_GET
def portal_jobs(request: HttpRequest, pk: int, job: int | None = None) -> HttpResponse:
    """Show only the jobs, or one of them: what a page fetches again while they run."""
    portal = rights.portal_for(request.user, pk)
    return render(request, "desk/jobs.html", overview.recent_jobs(portal, job))


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a job, or cancel those that are open (``action=stop``)."""
    portal = rights.portal_for(request.user, pk, rights.CHANGE)
    action = request.POST.get("action", "")
    if action in ASKED:
        if action == "draft":
            drafting.redraft(portal)
        jobs.request(ASKED[action], portal=portal, by=request.user)
        messages.success(request, _("The job is queued; its progress shows below."))
    elif action == "stop":
        for job in Job.objects.filter(portal=portal, state__in=OPEN_STATES):
            jobs.cancel(job)
        messages.success(request, _("The jobs stop at their next safe point."))
    else:
        messages.error(request, _("This button is not known. Load the page again."))
    return redirect(portal_address(portal))


def portal_address(portal: Portal) -> str:
    """Return the address of a portal's page in the admin."""
    return reverse("wagtailsnippets_portals_portal:inspect", args=[portal.pk])
