"""What a load balancer asks of this server: does it live, and can it serve.

First of all middleware, for it asks by an IP address, over http, and of a retired host as well.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

LIVES, SERVES = "/healthz", "/readyz"


class Probes:
    """Answers `/healthz` and `/readyz`, and passes on all other requests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._migrated = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 200, or 503 with what is wrong."""
        if request.path == LIVES:
            return _answer("")
        if request.path == SERVES:
            return _answer(self._trouble())
        return self.get_response(request)

    def _trouble(self) -> str:
        """Say in a word why nothing can be served; "" where it can."""
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            if not self._migrated:
                executor = MigrationExecutor(connection)
                targets = executor.loader.graph.leaf_nodes()
                self._migrated = not executor.migration_plan(targets)
        except DatabaseError:
            return "database"
        return "" if self._migrated else "migrations"


def _answer(trouble: str) -> HttpResponse:
    status = HTTPStatus.SERVICE_UNAVAILABLE if trouble else HTTPStatus.OK
    answer = JsonResponse({"status": trouble or "ok"}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
