"""Our own words in the languages of the admin: .po files are kept, .mo files are made."""

from __future__ import annotations

from pathlib import Path

import polib


def compile_words(root: Path) -> int:
    """Make each missing or outdated ``.mo`` under ``root``; return how many were made.

    Written by polib: the gettext programs are not part of a fresh machine.
    """
    made = 0
    for source in sorted(root.rglob("LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        beside = target.with_suffix(".mo.part")
        polib.pofile(str(source)).save_as_mofile(str(beside))
        beside.replace(target)
        made += 1
    return made
