"""What was learnt of a portal's frame, listed; and a verdict, counted before it is passed."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cms.harvest import verdicts
from cms.harvest.models import OPEN_STATES, Job, JobKind
from cms.harvest.verdicts import WITHDRAW, VerdictError
from cms.portals.models import Portal
from cms.portals.profiles import profile_of
from ingest import codec
from ingest.template.frame import FRAME_ROLES
from ingest.types import SiteTemplate, TemplateEntry, Verdict
from ingest.vocabulary import Role, VerdictChoice

from . import rights
from .screens import Screen

ENTRIES_A_PAGE = 50
ROLES: dict[str, str | Promise] = {
    Role.TITLE: gettext_lazy("title"),
    Role.LEAD: gettext_lazy("lead"),
    Role.DATE: gettext_lazy("date"),
    Role.BYLINE: gettext_lazy("byline"),
    Role.SECTION: gettext_lazy("section"),
    Role.TAGS: gettext_lazy("tags"),
    Role.BODY: gettext_lazy("body"),
    Role.CAPTION: gettext_lazy("caption"),
    Role.FILES: gettext_lazy("files"),
    Role.RELATED: gettext_lazy("related items"),
    Role.WIDGET: gettext_lazy("widget"),
    Role.COUNTER: gettext_lazy("counter"),
    Role.NAVIGATION: gettext_lazy("navigation"),
    Role.COMMENTS: gettext_lazy("comments"),
}
WORTH_SAYING = {role: ROLES[role] for role in (Role.BODY, Role.DATE, *sorted(FRAME_ROLES))}
"""Roles that change what is read when a person says them."""
CHOICES: dict[str, str | Promise] = {
    VerdictChoice.KEEP: gettext_lazy("Keep everywhere"),
    VerdictChoice.DROP: gettext_lazy("Drop everywhere"),
    VerdictChoice.ROLE: gettext_lazy("It is the"),
    WITHDRAW: gettext_lazy("As learnt"),
}


class OfPortal(Screen):
    """A page about one portal."""

    permission = rights.VIEW

    def setup(self, request: HttpRequest, *args: object, **kwargs: Any) -> None:  # noqa: ANN401
        """Look the portal up among the user's."""
        super().setup(request, *args, **kwargs)
        self.portal = rights.portal_for(request.user, kwargs["pk"], self.permission)

    def trail(self) -> list[dict[str, str | Promise]]:
        """Lead back to the portal's page."""
        own = reverse("wagtailsnippets_portals_portal:inspect", args=[self.portal.pk])
        return [*super().trail(), {"url": own, "label": self.portal.name}]


class TemplateView(OfPortal):
    """The newest template: its entries with samples, shares and verdicts."""

    template_name = "desk/template.html"
    page_title = gettext_lazy("What was learnt of the frame")
    header_icon = "table"

    def context(self, *args: object, **kwargs: object) -> dict[str, object]:
        """List the entries, what stands on most pages first."""
        versions = list(self.portal.templates.defer("template")[:20])
        wanted = self.request.GET.get("version", "")
        version = (
            self.portal.templates.filter(number=wanted).first() if wanted.isdecimal() else None
        )
        version = version or self.portal.templates.first()
        if version is None:
            return {"portal": self.portal, "versions": versions}
        template = codec.decode(SiteTemplate, version.template)
        role = self.request.GET.get("role", "")
        page = Paginator(_sorted(template, role), ENTRIES_A_PAGE).get_page(
            self.request.GET.get("p")
        )
        known = {verdict.path: verdict for verdict in profile_of(self.portal).verdicts}
        return {
            "portal": self.portal,
            "versions": versions,
            "version": version,
            "pages": template.pages,
            "page": page,
            "rows": [(entry, ROLES[entry.role], _said(known.get(entry.path))) for entry in page],
            "role": role,
            "roles": ROLES.items(),
            "verdicts": [(verdict, _said(verdict)) for verdict in known.values()],
            "may_change": rights.is_engineer(self.request.user, self.portal),
        }


def _sorted(template: SiteTemplate, role: str) -> list[TemplateEntry]:
    entries = (entry for entry in template.entries if not role or entry.role == role)
    return sorted(entries, key=lambda entry: (-entry.share, -entry.pages, entry.path))


def _said(verdict: Verdict | None) -> str:
    if verdict is None:
        return ""
    role = ROLES.get(verdict.role, "")
    by = f" ({verdict.by})" if verdict.by else ""
    return f"{CHOICES[verdict.choice]} {role}".strip() + by


class VerdictView(OfPortal):
    """One verdict: what it is about, how many pages it would change, and the word itself."""

    template_name = "desk/verdict.html"
    page_title = gettext_lazy("A verdict for the whole portal")
    header_icon = "cogs"
    permission = rights.CHANGE

    def setup(self, request: HttpRequest, *args: object, **kwargs: Any) -> None:  # noqa: ANN401
        """Read what the verdict would say."""
        super().setup(request, *args, **kwargs)
        told = request.POST if request.method == "POST" else request.GET
        self.told = {name: told.get(name, "") for name in ("path", "choice", "role")}

    def context(self, *args: object, **kwargs: object) -> dict[str, object]:
        """Collect the entry, its samples and what the newest dry run of this verdict found."""
        path = self.told["path"]
        newest = self.portal.templates.first()
        entries = codec.decode(SiteTemplate, newest.template).entries if newest else ()
        tried = Job.objects.filter(portal=self.portal, kind=JobKind.PREVIEW)
        job = tried.filter(**{f"arguments__{name}": value for name, value in self.told.items()})
        job = job.order_by("-pk").first()
        return {
            "portal": self.portal,
            **self.told,
            "entry": next((entry for entry in entries if entry.path == path), None),
            "choices": CHOICES.items(),
            "roles": WORTH_SAYING.items(),
            "taken_out": verdicts.taken_out_by(self.portal, path),
            "job": job,
            "is_busy": bool(job and job.state in OPEN_STATES),
            "jobs": [job] if job else [],
        }

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Ask for a dry run, or pass the verdict."""
        try:
            if request.POST.get("action") == "apply":
                verdict = verdicts.parse_verdict(**self.told)
                path = self.told["path"]
                verdicts.pass_verdict(self.portal, path, verdict, by=request.user)
                messages.success(request, _("The verdict holds; all pages are drafted again."))
                return redirect("wagtailsnippets_portals_portal:inspect", self.portal.pk)
            verdicts.ask_to_try(self.portal, **self.told, by=request.user)
        except VerdictError as error:
            messages.error(request, _("This cannot be done: %s") % error)
        return redirect(verdict_address(self.portal, **self.told))


def verdict_address(portal: Portal, *, path: str, choice: str, role: str = "") -> str:
    """Return the address where this verdict is looked at."""
    told = {"path": path, "choice": choice, **({"role": role} if role else {})}
    return f"{reverse('desk:verdict', args=[portal.pk])}?{urlencode(told)}"
