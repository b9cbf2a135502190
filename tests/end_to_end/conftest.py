"""Machines: a data folder each, and nothing left running after the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.data_folder import make_data_folder
from tests.end_to_end.machine import Machine

Make = Callable[[], Machine]


def _makes(factory: pytest.TempPathFactory, folder: Path) -> Iterator[Make]:
    made: list[Machine] = []

    def make() -> Machine:
        var = make_data_folder(factory, folder / f"var{len(made)}")
        made.append(Machine(var))
        return made[-1]

    yield make
    for machine in made:
        machine.end()


@pytest.fixture
def make_machine(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Make]:
    yield from _makes(tmp_path_factory, tmp_path)


@pytest.fixture(scope="module")
def harvested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """The sample portal, harvested by a first run with no database yet, and no longer served."""
    machine = Machine(tmp_path_factory.mktemp("harvested") / "var")
    assert machine.run() == 0, machine.said
    yield machine
    machine.end()
