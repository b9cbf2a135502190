"""All addresses of this server."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.api import v1, v2
from cms.legacy import views as legacy_views

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("api/v1/", v1.urls),
    path("api/v2/", v2.urls),
    path("", include("cms.api.urls")),
    path("documents/", include(wagtaildocs_urls)),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("", legacy_views.front, name="front"),
    path("", include(wagtail_urls)),
]
