"""The API behind nginx against Wagtail's API v2: ``python -m tests.bench.cache``.

Both are asked over the network of this machine, one connection that is kept open: v2 as gunicorn
gives it, ours as the cache of ``examples/nginx`` does. Prints one JSON object: answers a second.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.data_folder import ROOT
from tests.fronted import fronted, gunicorn
from worker.supervisor.programs import free_port

from .api import LIST, V2_LIST

LOAD = """
import sys, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.bench.api import load
load(int(sys.argv[1]))
"""


def main() -> int:
    """Set up a database, gunicorn and nginx of its own and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        environment = {
            **os.environ,
            "PORTALIFT_VAR": str(folder / "var"),
            "DJANGO_SETTINGS_MODULE": "settings.dev",
        }
        subprocess.run(
            (sys.executable, "-c", LOAD, str(options.articles)),
            cwd=ROOT,
            env=environment,
            check=True,
        )
        upstream, port = free_port(), free_port()
        with (
            gunicorn(environment, port=upstream, application="tests.bench.wsgi:application"),
            fronted(folder / "nginx", port=port, upstream=upstream),
        ):
            v2 = _rate(upstream, V2_LIST, options.seconds)
            ours = _rate(port, LIST, options.seconds)
    shown = {"v2_list_s": v2, "cached_list_s": ours, "times_v2": round(ours / v2, 1)}
    sys.stdout.write(json.dumps(shown, indent=1) + "\n")
    return 0


def _rate(port: int, path: str, seconds: float) -> float:
    """Return answers a second."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    begin = time.perf_counter()
    count = 0
    while (spent := time.perf_counter() - begin) < seconds:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")
        count += 1
    return round(count / spent, 1)


if __name__ == "__main__":
    sys.exit(main())
