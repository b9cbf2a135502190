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

from cms.harvest import jobs
from cms.harvest.models import JobKind
from cms.portals.models import Portal
from cms.portals.services import PortalError, add_portal

from . import overview, queue, rights
from .acting import ActError, Press, press


class PortalView(InspectView):
    """A portal's page: its balance sheet, its jobs, and what can be done next."""

    template_name = "desk/portal.html"
    page_title = gettext_lazy("Migration")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 - Django's signature
        """Add the counts and the newest jobs."""
        return super().get_context_data(
            **kwargs,
            portal=self.object,
            may_change=rights.is_engineer(self.request.user, self.object),
            questions=queue.counts_of(self.object),
            **overview.portal_context(self.object),
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
        known = set(Portal.objects.values_list("pk", flat=True))
        try:
            portal = add_portal(form.cleaned_data["url"])
        except PortalError as error:
            form.add_error("url", str(error))
        else:
            if portal.pk in known:
                rights.portal_for(request.user, portal.pk, rights.CHANGE)
            jobs.request(JobKind.PROBE, portal=portal, by=request.user)
            messages.success(request, _("The portal is looked at; what is found shows below."))
            if rights.portals_of(request.user).filter(pk=portal.pk).exists():
                return redirect(portal_address(portal))
            return redirect("wagtailsnippets_portals_portal:list")
    return render(request, "desk/add.html", {"form": form, "page_title": _("Add a portal")})


@require_GET
def portal_jobs(request: HttpRequest, pk: int, job: int | None = None) -> HttpResponse:
    """Show only the jobs, or one of them: what a page fetches again while they run."""
    portal = rights.portal_for(request.user, pk)
    return render(request, "desk/jobs.html", overview.recent_jobs(portal, job))


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow a button of the portal's page."""
    portal = rights.portal_for(request.user, pk, rights.CHANGE)
    pressed = Press(portal=portal, by=request.user, run=request.POST.get("run", ""))
    try:
        messages.success(request, press(request.POST.get("action", ""), pressed))
    except ActError as error:
        messages.error(request, str(error))
    return redirect(portal_address(portal))


def portal_address(portal: Portal) -> str:
    """Return the address of a portal's page in the admin."""
    return reverse("wagtailsnippets_portals_portal:inspect", args=[portal.pk])
