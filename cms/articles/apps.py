from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "cms.articles"
    label = "articles"
    verbose_name = _("Articles")

    def ready(self) -> None:
        """Connect the signals."""
        from . import signals  # noqa: F401 - models must be loaded first
