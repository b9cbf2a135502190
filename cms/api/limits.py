"""How often one client may ask, if a setting says so."""

from __future__ import annotations

import math

from django.conf import settings
from django.http import HttpRequest
from ninja.throttling import SimpleRateThrottle


class ClientThrottle(SimpleRateThrottle):
    """Counts by address; behind proxies, by what `NINJA_NUM_PROXIES` of them have added."""

    def get_cache_key(self, request: HttpRequest) -> str:
        """Return where the requests of this client are counted."""
        return f"api-rate-{self.get_ident(request)}"


def wait(request: HttpRequest) -> int | None:
    """Return the seconds that a client has to wait; None if it may ask now."""
    if not settings.API_RATE:
        return None
    throttle = ClientThrottle(settings.API_RATE)
    if throttle.allow_request(request):
        return None
    return math.ceil(throttle.wait() or 1)
