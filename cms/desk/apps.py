from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "cms.desk"
    label = "desk"
    verbose_name = _("Migration")

    def ready(self) -> None:
        """Let every part of the admin ask by portal."""
        from wagtail.permissions import register_permission_policy

        from cms.portals.models import Portal

        from .rights import PortalPolicy

        register_permission_policy(Portal, PortalPolicy(Portal))
