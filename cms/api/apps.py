from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "cms.api"
    label = "api"
    verbose_name = _("API")

    def ready(self) -> None:
        """Tell caches in front what changed."""
        from cms.catalog.changes import recorded

        from .purging import purge

        recorded.connect(purge, dispatch_uid="purge_caches")
