"""``portal addresses`` says what it cannot read."""

from __future__ import annotations

import argparse
import gzip
import random
from pathlib import Path

import pytest

from cms.portals.models import Portal
from worker.commands.failure import CommandFailedError
from worker.commands.harvest import addresses
from worker.supervisor.screen import PlainScreen


@pytest.mark.django_db
@pytest.mark.parametrize("damage", ["cut short", "overwritten", "away"])
def test_a_log_that_is_damaged_is_said_in_words(tmp_path: Path, damage: str) -> None:
    Portal.objects.create(slug="can-loc", name="Can Lộc", home="http://portal.test/")
    path = tmp_path / "access.log.gz"
    names = random.Random(7)
    text = "".join(f"/tin/{names.getrandbits(64)}.html\n" for _ in range(50))
    data = gzip.compress(text.encode())
    middle = len(data) // 2
    if damage == "cut short":
        path.write_bytes(data[:middle])
    elif damage == "overwritten":
        path.write_bytes(data[:10] + b"\xff" * middle)
    screen = PlainScreen(lambda _: None, clock=lambda: 0.0)
    with pytest.raises(CommandFailedError, match=r"access\.log\.gz cannot be read: \S"):
        addresses(argparse.Namespace(slug="can-loc", file=[str(path)]), screen)
