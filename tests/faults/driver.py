"""One run of the line over a small portal, disturbed once at a point that the seed decides."""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from tests.end_to_end.machine import Machine
from tests.faults.kinds import KINDS, STAGES, Scene
from tests.faults.site import ARTICLES, Site

RUN_S = 600
LOADED = """
SELECT url.address FROM harvest_item AS item
JOIN wagtailcore_page AS page ON page.id = item.page_id AND page.live
JOIN harvest_sourceversion AS version ON version.id = item.base_id
JOIN harvest_sourceurl AS url ON url.id = version.source_url_id
"""
PROGRESS = """
SELECT count(*) FILTER (WHERE fetched_at IS NOT NULL),
       count(*) FILTER (WHERE item_id IS NOT NULL), count(*) FILTER (WHERE state = 'loaded')
FROM harvest_sourceurl
"""
TORN = """
SELECT (SELECT count(*) FROM wagtailcore_page AS page WHERE page.numchild <> (
            SELECT count(*) FROM wagtailcore_page AS child
            WHERE child.depth = page.depth + 1 AND substr(child.path, 1, length(page.path)) = page.path))
     + (SELECT count(*) FROM wagtailcore_page AS page JOIN harvest_item ON page_id = page.id
        WHERE page.live AND (page.live_revision_id IS NULL OR page.id NOT IN (
            SELECT entry_id FROM catalog_searchtext)))
"""  # noqa: E501 - one statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one run."""

    kind: str
    seed: int
    point: str
    """Where the fault struck: ``drafted 7``."""
    struck: bool
    """False: the run was over before the point was met."""
    lost: int
    doubled: int
    overwritten: int
    """Pages that got more than their first revision, though the portal never changed."""
    torn: int
    """Pages that tree, revision or search do not agree about."""
    exit_status: int
    recovery_s: float
    run_s: float

    @property
    def holds(self) -> bool:
        """Whether the run ended as if nothing had happened, and went on soon enough."""
        harm = self.lost + self.doubled + self.overwritten + self.torn + self.exit_status
        return not harm and self.recovery_s <= KINDS[self.kind].recovery_s


def run(kind: str, seed: int, *, site: Site, empty: Path, folder: Path) -> Result:
    """Harvest the portal into a copy of the empty data folder, with one fault of the kind."""
    chance = Random(f"{kind} {seed}")
    stage, count = chance.choice(KINDS[kind].stages), chance.randint(1, ARTICLES - 1)
    var = Path(shutil.copytree(empty, folder / f"{kind.replace(' ', '-')}-{seed}"))
    machine = Machine(var)
    site.mood = "well"
    site.asked.clear()
    began = time.monotonic()
    try:
        machine.start(PORTAL=f"{site.base}/", SERVE="0")
        struck = _wait(machine, site, stage, count)
        recovery_s = 0.0
        if struck:
            KINDS[kind].inject(Scene(machine=machine, site=site))
            recovery_s = _recovery(machine)
        status = machine.ended(timeout_s=RUN_S)
        return _judged(
            machine,
            kind=kind,
            seed=seed,
            point=f"{stage} {count}",
            struck=struck,
            exit_status=status,
            recovery_s=round(recovery_s, 1),
            run_s=round(time.monotonic() - began, 1),
        )
    finally:
        machine.end()
        shutil.rmtree(var, ignore_errors=True)


def _judged(machine: Machine, **known: object) -> Result:
    wanted = {f"/tin-tuc/bai-{number}.html" for number in range(1, ARTICLES + 1)}
    loaded = Counter("/" + address.split("/", 3)[3] for (address,) in machine.rows(LOADED))
    again = machine.rows(
        "SELECT count(*) FROM (SELECT object_id FROM wagtailcore_revision JOIN harvest_item"
        " ON CAST(page_id AS TEXT) = object_id GROUP BY object_id HAVING count(*) > 1)"
    )
    return Result(
        lost=len(wanted - set(loaded)),
        doubled=sum(number - 1 for path, number in loaded.items() if path in wanted),
        overwritten=again[0][0],
        torn=machine.rows(TORN)[0][0],
        **known,
    )


def _progress(machine: Machine) -> tuple[int, int, int]:
    fetched, drafted, loaded = machine.rows(PROGRESS)[0]
    return fetched, drafted, loaded


def _wait(machine: Machine, site: Site, stage: str, count: int) -> bool:
    """Wait for the point; False if the run is over before."""
    while machine.process.poll() is None:
        known = {**dict(zip(STAGES, _progress(machine), strict=True)), "asked": len(site.asked)}
        if known[stage] >= count:
            return True
        time.sleep(0.02)
    return False


def _recovery(machine: Machine) -> float:
    """Measure the seconds until something more is done, or all is."""
    began, before = time.monotonic(), _progress(machine)
    while machine.process.poll() is None and _progress(machine) == before:
        time.sleep(0.05)
        if before[2] >= ARTICLES:
            break  # nothing is left to be done but the balance sheet
    return time.monotonic() - began


def save(result: Result, file: Path) -> None:
    """Append a result."""
    with file.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")


def load(file: Path) -> list[Result]:
    """Read the results that are there."""
    if not file.exists():
        return []
    return [Result(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


def table(results: Iterable[Result]) -> str:
    """Write a line a kind."""
    by_kind: dict[str, list[Result]] = {}
    for result in results:
        by_kind.setdefault(result.kind, []).append(result)
    rows = ["| kind | runs | struck | lost | doubled | overwritten | torn | failed | recovery s |"]
    rows.append("| --- |" + " ---: |" * 8)
    for kind, some in by_kind.items():
        sums = (
            sum(getattr(one, name) for one in some)
            for name in ("struck", "lost", "doubled", "overwritten", "torn")
        )
        cells = [kind, len(some), *sums, sum(not one.holds for one in some)]
        cells.append(max(one.recovery_s for one in some))
        rows.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(rows)
