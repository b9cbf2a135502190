"""``portal rollback``: undoes a run, and says how to undo that."""

from io import StringIO

import pytest
from django.core.management import call_command

from cms.harvest import runs
from cms.portals.models import Portal
from cms.portals.services import add_portal


@pytest.fixture
def portal(db: None) -> Portal:
    return add_portal("http://portal.test/", slug="can-loc", name="Can Lộc")


def run_command(*words: str) -> tuple[str, str, int]:
    out, errors = StringIO(), StringIO()
    try:
        call_command("portal", *words, stdout=out, stderr=errors)
    except SystemExit as end:
        return out.getvalue(), errors.getvalue(), int(str(end.code))
    return out.getvalue(), errors.getvalue(), 0


def test_a_run_is_rolled_back_by_its_number(portal: Portal) -> None:
    run = runs.start(portal, "load")
    runs.finish(run)
    out, _errors, status = run_command("rollback", str(run.pk))
    assert f"run {run.pk} is rolled back" in out
    assert f"portal rollback {run.pk + 1}" in out
    assert status == 0


def test_an_unknown_run_is_answered_with_the_last_ones(portal: Portal) -> None:
    run = runs.start(portal, "load")
    runs.add_counts(run, {"created": 1})
    _out, errors, status = run_command("rollback", "can-loc")
    assert "there is no run 'can-loc'" in errors
    assert f"{run.pk} (load can-loc" in errors
    assert status == 1


def test_a_run_that_goes_on_is_refused(portal: Portal) -> None:
    run = runs.start(portal, "load")
    _out, errors, status = run_command("rollback", str(run.pk))
    assert "nothing to roll back" in errors
    assert status == 1
