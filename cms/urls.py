"""All addresses of this server."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.api import v1, v2
from cms.figures import figures

# In production a web server or the store itself gives out media; the embedded server has neither.
media = [
    path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}, name="media"),
]

urlpatterns = [
    *(media if settings.SERVES_MEDIA else []),
    path("metrics", figures),
    path("admin/", include(wagtailadmin_urls)),
    path("api/v1/", v1.urls),
    path("api/v2/", v2.urls),
    path("", include("cms.api.urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("cms.legacy.urls")),
    path("", include(wagtail_urls)),
]
