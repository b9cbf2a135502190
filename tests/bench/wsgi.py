"""The web server's application, with as many fields in Wagtail's API v2 as ours gives."""

from cms.wsgi import application as application  # noqa: I001 - sets Django up for what follows

from wagtail.api import APIField

from cms.articles.models import ArticlePage
from tests.bench.api import V2_FIELDS

ArticlePage.api_fields = [APIField(name) for name in V2_FIELDS]
