from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HarvestConfig(AppConfig):
    name = "cms.harvest"
    label = "harvest"
    verbose_name = _("Harvest")

    def ready(self) -> None:
        """Connect the signals."""
        from . import signals  # noqa: F401 - models must be loaded first
