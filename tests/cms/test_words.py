"""All our own words in the admin exist in Vietnamese."""

import re
from pathlib import Path

import polib

CMS = Path(__file__).resolve().parents[2] / "cms"
WORDS = CMS / "locale" / "vi" / "LC_MESSAGES" / "django.po"
IN_CODE = re.compile(r'(?<![\w.])(?:_|gettext|gettext_lazy)\(\s*"((?:[^"\\]|\\.)+)"\s*\)')
IN_TEMPLATES = re.compile(r'{%-?\s*translate\s+"([^"]+)"')


def test_every_word_is_translated() -> None:
    words = polib.pofile(str(WORDS))
    assert [entry.msgid for entry in words if not entry.msgstr or entry.fuzzy] == []


def test_every_word_of_the_code_is_listed() -> None:
    listed = {entry.msgid for entry in polib.pofile(str(WORDS))}
    used = set()
    for pattern, expression in (("*.py", IN_CODE), ("*.html", IN_TEMPLATES)):
        for path in CMS.rglob(pattern):
            used |= set(expression.findall(path.read_text(encoding="utf-8")))
    assert used - listed == set()
