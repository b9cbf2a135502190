"""Each kind of fault once, in the middle of a run: nothing is lost, doubled or written over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.data_folder import make_data_folder
from tests.faults import driver
from tests.faults.kinds import KINDS
from tests.faults.site import Site, served

pytestmark = pytest.mark.acceptance
SEED = 1
OURS = [kind for kind in KINDS if kind.split(" ")[0] not in ("portal", "two")]
"""Faults on our side. What a portal does wrong in the middle of a crawl may take a second crawl."""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with served() as site:
        yield site


@pytest.mark.parametrize("kind", OURS)
def test_a_run_that_was_disturbed_ends_like_any_other(
    kind: str, site: Site, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    empty = make_data_folder(tmp_path_factory, tmp_path / "empty")
    result = driver.run(kind, SEED, site=site, empty=empty, folder=tmp_path)
    assert result.struck, result
    harm = (result.lost, result.doubled, result.overwritten, result.torn, result.exit_status)
    assert harm == (0, 0, 0, 0, 0), result
