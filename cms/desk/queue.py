"""The review queue: what wants a human, worst first, settled one by one or many at one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import django_filters
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, F, Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.articles.models import SectionPage
from cms.harvest import review_queue, reviewing
from cms.harvest.models import (
    BulkReview,
    Cause,
    Item,
    PersonalReview,
    ProposalKind,
    ReviewIssue,
    ReviewState,
)
from cms.portals.models import Portal
from ingest.vocabulary import DraftKind

from . import rights
from .conflicts import LIST as CONFLICTS
from .conflicts import waiting_for
from .reasons import detail_in_words

LIST = reverse_lazy("desk:queue")
ACTS_SHOWN = 5
KINDS = (
    (DraftKind.ARTICLE.value, gettext_lazy("article")),
    (DraftKind.DOCUMENT.value, gettext_lazy("document")),
    (DraftKind.STATIC.value, gettext_lazy("static page")),
    (DraftKind.MEDIA.value, gettext_lazy("media item")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One cause and how many pages it is about."""

    label: str | Promise
    count: int
    url: str


def open_for(user: AbstractBaseUser) -> QuerySet[ReviewIssue]:
    """Select the open questions about the user's items, the worst first."""
    return review_queue.open_issues().filter(item__in=rights.items_of(user))


def groups_for(user: AbstractBaseUser) -> list[Group]:
    """Count what waits by cause: conflicts and personal data first, then the worst."""
    conflicts = waiting_for(user).order_by().values("kind").annotate(count=Count("pk"))
    groups = [
        Group(
            label=ProposalKind(row["kind"]).label,
            count=row["count"],
            url=f"{CONFLICTS}?{urlencode({'kind': row['kind']})}",
        )
        for row in conflicts
    ]
    personal = personal_for(user).count()
    if personal:
        url = reverse("desk:personal")
        groups.append(Group(label=_("likely personal data"), count=personal, url=url))
    rows = open_for(user).order_by().values("cause", "weight").annotate(count=Count("pk"))
    groups += [
        Group(
            label=Cause(row["cause"]).label,
            count=row["count"],
            url=f"{LIST}?{urlencode({'cause': row['cause']})}",
        )
        for row in rows.order_by("-weight", "cause")
    ]
    return groups


def personal_for(user: AbstractBaseUser) -> QuerySet[PersonalReview]:
    """Select the items held back for likely personal data."""
    return PersonalReview.objects.filter(
        state=ReviewState.OPEN, item__same_as=None, item__in=rights.items_of(user)
    )


class QueueFilters(WagtailFilterSet):
    """By cause, portal, section, kind and year."""

    cause = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Cause"), choices=Cause.choices, widget=CheckboxSelectMultiple
    )
    item__portal = django_filters.ModelMultipleChoiceFilter(
        label=gettext_lazy("Portal"),
        queryset=lambda request: rights.portals_of(request.user),
        widget=CheckboxSelectMultiple,
    )
    item__kind = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Kind"), choices=KINDS, widget=CheckboxSelectMultiple
    )
    section = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Section"),
        queryset=lambda request: sections_for(request.user),
        method="in_section",
    )
    year = django_filters.NumberFilter(
        label=gettext_lazy("Year"), field_name="item__page__entry__published_at__year"
    )

    class Meta:
        model = ReviewIssue
        fields = ("cause", "item__portal", "item__kind", "section", "year")

    def in_section(
        self, rows: QuerySet[ReviewIssue], _name: str, section: SectionPage
    ) -> QuerySet[ReviewIssue]:
        """Take those whose page stands below the section."""
        return rows.filter(item__page__path__startswith=section.path)


def sections_for(user: AbstractBaseUser) -> QuerySet[SectionPage]:
    """Select the sections that hold pages the user may change."""
    policy = PagePermissionPolicy(SectionPage)
    return policy.instances_user_has_permission_for(user, "change").order_by("title")


class Tick(Column):
    """A box to choose a row by."""

    def render_header_html(self, parent_context: dict[str, Any]) -> SafeString:
        """Leave the head to the eye; each box has its own name."""
        return mark_safe('<th class="desk-tick"></th>')

    cell_template_name = "desk/tick.html"


class QueueView(ReportView):
    """The list; the chosen, or all that the filters leave, are accepted at one go."""

    model = ReviewIssue
    page_title = gettext_lazy("Review queue")
    header_icon = "tasks"
    filterset_class = QueueFilters
    template_name = "desk/queue.html"
    results_template_name = "desk/queue_results.html"
    index_url_name = "desk:queue"
    index_results_url_name = "desk:queue_results"
    list_export = ("title", "item.portal.name", "cause", "detail")
    columns = (
        Tick("pk", label=""),
        TitleColumn(
            "title",
            label=gettext_lazy("Page"),
            get_url=lambda row: reverse("desk:compare", args=[row.item_id]),
        ),
        Column("cause", label=gettext_lazy("Cause"), accessor="get_cause_display"),
        Column(
            "detail",
            label=gettext_lazy("Detail"),
            accessor=lambda row: detail_in_words(row.detail),
        ),
        Column("portal", label=gettext_lazy("Portal"), accessor="item.portal.name"),
    )

    def get_base_queryset(self) -> QuerySet[ReviewIssue]:
        """Give the user's."""
        rows = open_for(self.request.user).annotate(title=F("item__latest__draft__title"))
        return rows.select_related("item__portal")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 - Django's
        """Add what is grouped, and what can be undone."""
        acts = BulkReview.objects.filter(by=self.request.user, undone_at=None, count__gt=0)
        first = self.object_list.first() if not self.results_only else None
        return super().get_context_data(
            **kwargs,
            groups=groups_for(self.request.user),
            acts=acts[:ACTS_SHOWN],
            first=first,
            query=self.request.GET.urlencode(),
        )

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Accept the chosen, or all that match."""
        rows = self.filter_queryset(self.get_base_queryset())
        if "all" not in request.POST:
            chosen = [value for value in request.POST.getlist("chosen") if value.isdecimal()]
            rows = rows.filter(pk__in=chosen)
        act = review_queue.accept(rows, by=request.user)
        tell_accepted(request, act)
        query = request.GET.urlencode()
        return redirect(f"{LIST}?{query}" if query else LIST)


def tell_accepted(request: HttpRequest, act: BulkReview) -> None:
    """Say how many were accepted."""
    said = ngettext("%(count)s question is settled.", "%(count)s questions are settled.", act.count)
    messages.success(request, said % {"count": act.count})


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask again what the user accepted at one go."""
    act = get_object_or_404(BulkReview, pk=pk, by=request.user)
    try:
        count = review_queue.undo(act)
    except review_queue.UndoneError:
        messages.error(request, _("This was undone already."))
    else:
        said = ngettext(
            "%(count)s question is open again.", "%(count)s questions are open again.", count
        )
        messages.success(request, said % {"count": count})
    return redirect(LIST)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept all questions about one item, and go on with the next."""
    item = rights.item_for(request.user, pk)
    following = next_after(request.user, item)
    act = review_queue.accept(item.review_issues.all(), by=request.user)
    tell_accepted(request, act)
    return redirect("desk:compare", following) if following else redirect(LIST)


def next_after(user: AbstractBaseUser, item: Item) -> int | None:
    """Find the item that comes after this one in the queue; from the end, the first."""
    rows = open_for(user).exclude(item=item)
    here = item.review_issues.filter(accepted__isnull=True).order_by("-weight").first()
    if here is not None:
        later = Q(weight__lt=here.weight) | Q(weight=here.weight, item__gt=item.pk)
        found = rows.filter(later).values_list("item", flat=True).first()
        if found is not None:
            return found
    return rows.values_list("item", flat=True).first()


class PersonalList(ReportView):
    """Items held back for likely personal data."""

    model = PersonalReview
    page_title = gettext_lazy("Likely personal data")
    header_icon = "lock"
    index_url_name = "desk:personal"
    index_results_url_name = "desk:personal_results"
    columns = (
        TitleColumn(
            "title",
            label=gettext_lazy("Page"),
            get_url=lambda row: reverse("desk:compare", args=[row.item_id]),
        ),
        Column("kinds", label=gettext_lazy("What"), accessor=lambda row: ", ".join(row.kinds)),
        Column("portal", label=gettext_lazy("Portal"), accessor="item.portal.name"),
    )

    def get_base_queryset(self) -> QuerySet[PersonalReview]:
        """Give the user's."""
        rows = personal_for(self.request.user).annotate(title=F("item__latest__draft__title"))
        return rows.select_related("item__portal").order_by("pk")


@require_POST
def judge_personal(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an item with likely personal data be shown, or keep it back."""
    item = rights.item_for(request.user, pk)
    review = get_object_or_404(PersonalReview, item=item)
    place = item.page or item.portal.page  # what has no page yet would stand below the portal's
    may_publish = place.permissions_for_user(request.user).can_publish()
    decide = {"approve": reviewing.approve, "withhold": reviewing.withhold}.get(
        request.POST.get("action", "")
    )
    if decide is None or not may_publish:
        messages.error(request, _("You may not decide this."))
        return redirect("desk:compare", pk)
    try:
        decide(review.pk, by=request.user)
    except reviewing.ReviewError:
        messages.error(request, _("There is nothing to look at any more."))
    else:
        messages.success(request, _("Decided."))
    following = personal_for(request.user).order_by("pk").first()
    return redirect("desk:compare", following.item_id) if following else redirect(LIST)


def review_of(user: AbstractBaseUser, item: Item) -> dict[str, object]:
    """Collect what is asked about one item, for the page where it is compared."""
    issues = list(item.review_issues.filter(accepted__isnull=True).order_by("-weight"))
    for issue in issues:
        issue.detail = detail_in_words(issue.detail)
    return {
        "issues": issues,
        "settled": item.review_issues.filter(accepted__isnull=False).count(),
        "proposals": list(item.proposals.filter(state="open")),
        "personal": PersonalReview.objects.filter(item=item, state=ReviewState.OPEN).first(),
        "next_item": next_after(user, item),
    }


def counts_of(portal: Portal) -> list[tuple[str, int]]:
    """Count a portal's open questions by cause, the worst first."""
    rows = review_queue.open_issues().filter(item__portal=portal).order_by()
    rows = rows.values("cause", "weight").annotate(count=Count("pk")).order_by("-weight")
    return [(str(Cause(row["cause"]).label), row["count"]) for row in rows]
