"""Disturb runs of the whole line, one fault each, and count what was lost: ``make faults``.

Results are appended to ``faults.jsonl`` in the folder; kinds and seeds that stand there already
are not run again, so a long series can be broken off and gone on with.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.data_folder import ROOT, environment_of
from tests.faults import driver
from tests.faults.kinds import KINDS
from tests.faults.site import served


def main() -> int:
    """Run what is missing and print the table; exit status 1 if a run did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("var/faults"))
    parser.add_argument("--seeds", type=int, default=8, help="runs of each kind")
    parser.add_argument("--first", type=int, default=0, help="first seed")
    parser.add_argument("--kind", action="append", choices=sorted(KINDS), help="only this one")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    file = options.folder / "faults.jsonl"
    done = {(result.kind, result.seed) for result in driver.load(file)}
    with tempfile.TemporaryDirectory(prefix="faults-") as name, served() as site:
        empty = Path(name) / "empty"
        subprocess.run(
            (sys.executable, "manage.py", "migrate", "--verbosity", "0"),
            cwd=ROOT,
            env=environment_of(empty),
            check=True,
        )
        for seed in range(options.first, options.first + options.seeds):
            for kind in options.kind or KINDS:
                if (kind, seed) in done:
                    continue
                result = driver.run(kind, seed, site=site, empty=empty, folder=Path(name))
                driver.save(result, file)
                word = "holds" if result.holds else "FAILS"
                sys.stdout.write(f"{word}: {result}\n")
                sys.stdout.flush()
    results = driver.load(file)
    sys.stdout.write(driver.table(results) + "\n")
    return int(not all(result.holds for result in results))


if __name__ == "__main__":
    sys.exit(main())
