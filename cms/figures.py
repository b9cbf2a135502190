"""The page that a Prometheus server asks."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST

from cms.harvest.metrics import exposition

LOOPBACK = ("127.0.0.1", "::1")


@never_cache
def figures(request: HttpRequest) -> HttpResponse:
    """Give the figures to who has the token; without one, to this machine where it serves itself.

    Everybody else is told nothing, not even that there is such a page.
    """
    if not _may_ask(request):
        raise Http404
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


def _may_ask(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        wanted = f"Bearer {settings.METRICS_TOKEN}"
        return constant_time_compare(request.headers.get("Authorization", ""), wanted)
    # Behind a proxy every request comes from the proxy's machine.
    return settings.METRICS_ON_LOOPBACK and request.META.get("REMOTE_ADDR") in LOOPBACK
