"""Who may see and do what: model permissions say what, rights in the page tree say on which portal.

An editor of a portal may change pages under its portal page; an engineer also holds
``portals.change_portal``. What is another's answers 404, as if it were not there.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.articles.models import PortalPage
from cms.harvest.models import Item, Proposal, SourceVersion
from cms.portals.models import Portal

User = AbstractBaseUser | AnonymousUser
RIGHTS = {"add", "change", "publish", "lock", "unlock"}
VIEW, CHANGE, ADD = "portals.view_portal", "portals.change_portal", "portals.add_portal"


def portals_of(user: User) -> QuerySet[Portal]:
    """Select the portals in whose tree the user has a right."""
    if user.is_active and user.is_superuser:
        return Portal.objects.all()
    pages = PagePermissionPolicy(PortalPage).instances_user_has_any_permission_for(user, RIGHTS)
    return Portal.objects.filter(page__in=pages.order_by().values("pk"))


def items_of(user: User) -> QuerySet[Item]:
    """Select the items whose pages the user may change."""
    if user.is_active and user.is_superuser:
        return Item.objects.all()
    pages = PagePermissionPolicy(Page).instances_user_has_permission_for(user, "change")
    own = Q(page__in=pages.order_by().values("pk"))
    # What has no page (yet) belongs to those who have the whole portal.
    return Item.objects.filter(own | Q(page__isnull=True, portal__in=portals_of(user)))


def portal_for(user: User, pk: int, permission: str = VIEW) -> Portal:
    """Return a portal that the user may treat so. Raises PermissionDenied, Http404."""
    if not user.has_perm(permission):
        raise PermissionDenied
    portal = portals_of(user).filter(pk=pk).first()
    if portal is None:
        raise Http404
    return portal


def item_for(user: User, pk: int) -> Item:
    """Return an item that the user may change. Raises Http404."""
    found = items_of(user).select_related("portal", "latest__source_url__segment", "base", "page")
    item = found.filter(pk=pk).first()
    if item is None:
        raise Http404
    return item


def proposal_for(user: User, pk: int) -> Proposal:
    """Return a proposal about an item that the user may change. Raises Http404."""
    found = Proposal.objects.filter(pk=pk, item__in=items_of(user))
    proposal = found.select_related("item__portal", "item__page", "base", "theirs").first()
    if proposal is None:
        raise Http404
    return proposal


def shown_version(item: Item) -> SourceVersion:
    """Return the newest version of an item. Raises Http404 if it has none."""
    if item.latest is None:
        raise Http404
    return item.latest


def is_engineer(user: User, portal: Portal) -> bool:
    """Whether the user may decide for the whole portal."""
    return user.has_perm(CHANGE) and portals_of(user).filter(pk=portal.pk).exists()


class PortalPolicy(ModelPermissionPolicy):
    """Model permissions, within the portals in whose tree the user has a right."""

    def user_has_any_permission_for_instance(
        self, user: User, actions: set[str], instance: Portal
    ) -> bool:
        """Ask both."""
        allowed = self.user_has_any_permission(user, actions)
        return allowed and portals_of(user).filter(pk=instance.pk).exists()

    def user_has_permission_for_instance(self, user: User, action: str, instance: Portal) -> bool:
        """Ask both."""
        return self.user_has_any_permission_for_instance(user, {action}, instance)

    def instances_user_has_any_permission_for(
        self, user: User, actions: set[str]
    ) -> QuerySet[Portal]:
        """Select those for which both hold."""
        if not self.user_has_any_permission(user, actions):
            return Portal.objects.none()
        return portals_of(user)
