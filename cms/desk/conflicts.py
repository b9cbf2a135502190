"""Changes that wait for a person: the list, and a page with base, ours and theirs."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import F, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Revision

from cms.harvest import proposals, setting_aside
from cms.harvest.merging import Side
from cms.harvest.models import Proposal, ProposalKind, ProposalState
from cms.harvest.proposals import ProposalError

from . import rights
from .reasons import reason_in_words
from .screens import Screen
from .wording import compared_rows

LIST = reverse_lazy("desk:conflicts")
CHOICE = "choice-"


def waiting_for(user: AbstractBaseUser) -> QuerySet[Proposal]:
    """Select the open proposals that the user may decide, the oldest first."""
    rows = Proposal.objects.filter(state=ProposalState.OPEN, item__in=rights.items_of(user))
    return rows.order_by("created_at", "pk")


class ConflictFilters(WagtailFilterSet):
    """By portal and by kind."""

    item__portal = django_filters.ModelMultipleChoiceFilter(
        label=gettext_lazy("Portal"),
        queryset=lambda request: rights.portals_of(request.user),
        widget=CheckboxSelectMultiple,
    )
    kind = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("What"), choices=ProposalKind.choices, widget=CheckboxSelectMultiple
    )

    class Meta:
        model = Proposal
        fields = ("item__portal", "kind")


class ConflictList(ReportView):
    """All that waits, with Wagtail's own listing, filters and export."""

    model = Proposal
    page_title = gettext_lazy("Changes that wait for a person")
    header_icon = "warning"
    filterset_class = ConflictFilters
    index_url_name = "desk:conflicts"
    index_results_url_name = "desk:conflicts_results"
    list_export = ("item.page.title", "item.portal.name", "kind", "reason", "created_at")
    columns = (
        TitleColumn(
            "title", label=gettext_lazy("Page"), accessor="title", url_name="desk:conflict"
        ),
        Column("portal", label=gettext_lazy("Portal"), accessor="item.portal.name"),
        Column("kind", label=gettext_lazy("What"), accessor="get_kind_display"),
        DateColumn("created_at", label=gettext_lazy("Since"), sort_key="created_at"),
    )

    def get_base_queryset(self) -> QuerySet[Proposal]:
        """Give those of the user's pages."""
        rows = waiting_for(self.request.user).annotate(title=F("item__page__title"))
        return rows.select_related("item__portal", "item__page")


class ConflictView(Screen):
    """One proposal: what base, editor and source say, and what shall become of it."""

    template_name = "desk/conflict.html"
    page_title = gettext_lazy("Changed here and at the source")
    header_icon = "warning"

    def trail(self) -> list[dict[str, str | Promise]]:
        """Lead back to the list."""
        return [{"url": LIST, "label": gettext_lazy("Changes that wait for a person")}]

    def get_page_subtitle(self) -> str:
        """Name the page."""
        page = self.proposal.item.page
        return page.title if page else ""

    def setup(self, request: HttpRequest, *args: object, **kwargs: Any) -> None:  # noqa: ANN401
        """Look the proposal up among the user's."""
        super().setup(request, *args, **kwargs)
        self.proposal = rights.proposal_for(request.user, kwargs["pk"])

    def context(self, *args: object, **kwargs: object) -> dict[str, object]:
        """Compare the three sides as they are now."""
        here = {"proposal": self.proposal, "item": self.proposal.item}
        here["reason"] = reason_in_words(self.proposal.reason)
        here["is_open"] = self.proposal.state == ProposalState.OPEN
        if self.proposal.kind not in proposals.TEXTS or not self.proposal.item.page:
            return {**here, "rows": [], "has_text": False}
        comparison = proposals.compare(self.proposal)
        rows = compared_rows(comparison)
        return {
            **here,
            "has_text": True,
            "rows": [row for row in rows if row.changed],
            "same": [row for row in rows if not row.changed],
            "seen": comparison.seen,
            "conflicts": len(comparison.merge.conflicts),
            "prefix": CHOICE,
        }

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Do what was decided; the result is a draft, never published."""
        try:
            revision = self._decide(request)
        except proposals.OpenConflictError:
            messages.error(request, _("Choose a side for each block marked as a conflict."))
            return redirect("desk:conflict", self.proposal.pk)
        except proposals.StaleProposalError:
            messages.error(request, _("Page or source changed meanwhile. Look again."))
            return redirect("desk:conflict", self.proposal.pk)
        except ProposalError:
            messages.error(request, _("The page is locked or in a workflow: nothing was written."))
            return redirect("desk:conflict", self.proposal.pk)
        self._tell(request, revision)
        following = waiting_for(request.user).filter(pk__gt=self.proposal.pk).first()
        return redirect("desk:conflict", following.pk) if following else redirect(LIST)

    def _decide(self, request: HttpRequest) -> Revision | None:
        user, seen = request.user, request.POST.get("seen", "")
        match request.POST.get("action"):
            case "theirs":
                return proposals.take_theirs(self.proposal, by=user, seen=seen)
            case "accept":
                choices = {
                    name.removeprefix(CHOICE): side
                    for name, side in request.POST.items()
                    if name.startswith(CHOICE) and side in set(Side)
                }
                return proposals.accept(self.proposal, choices, by=user, seen=seen)
            case "ours" if self.proposal.kind in proposals.TEXTS:
                proposals.keep_ours(self.proposal, by=user)
            case _:
                setting_aside.set_aside(self.proposal, by=user)
        return None

    def _tell(self, request: HttpRequest, revision: Revision | None) -> None:
        if revision is None:
            messages.success(request, _("Decided; the page stays as it is."))
            return
        edit = reverse("wagtailadmin_pages:edit", args=[self.proposal.item.page_id])
        messages.success(
            request,
            format_html("{} “{}”", _("A draft waits to be published:"), self.get_page_subtitle()),
            buttons=[messages.button(edit, _("Edit"))],
        )
