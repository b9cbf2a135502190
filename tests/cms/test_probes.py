"""A load balancer is told whether this server lives, and whether it can serve."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.test import Client, RequestFactory

from cms.probes import Probes

pytestmark = pytest.mark.django_db
READY = RequestFactory().get("/readyz")


def probes() -> Probes:
    return Probes(lambda _request: HttpResponse())


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_any_host_is_told_that_all_is_well(path: str) -> None:
    answer = Client().get(path, headers={"host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer["Cache-Control"] == "no-store"


def test_a_server_without_its_database_lives_and_does_not_serve(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away() -> None:
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", away)
    answer = probes()(READY)
    assert (answer.status_code, answer.content) == (503, b'{"status": "database"}')
    assert probes()(RequestFactory().get("/healthz")).status_code == 200


def test_a_server_ahead_of_its_database_does_not_serve(monkeypatch: pytest.MonkeyPatch) -> None:
    server = probes()
    with monkeypatch.context() as patch:
        patch.setattr(MigrationExecutor, "migration_plan", lambda *_arguments: ["a migration"])
        assert server(READY).content == b'{"status": "migrations"}'
    assert server(READY).status_code == 200
