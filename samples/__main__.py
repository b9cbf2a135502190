"""`python -m samples serve | truth | routes`: the sample portal from the command line."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from samples.portal import DEFAULT_COUNT, Portal
from samples.routes import build_routes
from samples.server import SOURCES, make_server
from samples.style import SKINS
from samples.truth import truth_of_portal


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    skin = None if options.skin == "all" else options.skin
    portal = Portal(
        options.seed, skin=skin, count=options.articles, hide=options.hide, trap=options.trap
    )
    if options.command == "serve":
        return _serve(portal, options)
    if options.command == "truth":
        lines = (json.dumps(record, ensure_ascii=False) for record in truth_of_portal(portal))
    else:
        rows = build_routes(portal).items()
        lines = (json.dumps({"url": u, "kind": r.kind, "item": r.item or None}) for u, r in rows)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


def _serve(portal: Portal, options: argparse.Namespace) -> int:
    try:
        server = make_server(
            portal, port=options.port, base=options.base, access_log=options.access_log
        )
    except OSError as error:
        sys.stderr.write(f"samples: port {options.port}: {error.strerror}; try --port 0\n")
        return 1
    sys.stdout.write(f"{portal.site}, seed {portal.seed}: {server.address}/\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m samples", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, what in (
        ("serve", "serve the portal on 127.0.0.1"),
        ("truth", "print what a harvest must bring home, a JSON line an item"),
        ("routes", "print all addresses, a JSON line each"),
    ):
        command = commands.add_parser(name, help=what)
        seed = int(os.environ.get("SAMPLE_SEED") or 0)
        command.add_argument("--seed", type=int, default=seed, help="default: SAMPLE_SEED, or 0")
        command.add_argument("--skin", choices=(*SKINS, "all"), default="all")
        command.add_argument("--articles", type=int, default=DEFAULT_COUNT)
        command.add_argument("--hide", choices=SOURCES, action="append", default=[])
        command.add_argument("--trap", action="store_true", help="with a calendar without end")
        if name == "serve":
            command.add_argument("--port", type=int, default=8001, help="0 takes a free one")
            command.add_argument("--base", default="", help="address in absolute links")
            command.add_argument("--access-log", type=Path)
    return parser


if __name__ == "__main__":
    sys.exit(main())
