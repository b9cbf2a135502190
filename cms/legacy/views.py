"""The front page of this server: which portals are here, and where to go on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.portals.models import Portal


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """List the portals, and lead to admin and API."""
    portals = Portal.objects.order_by("name").values("name", "slug", "home")
    return render(request, "legacy/front.html", {"portals": portals})
