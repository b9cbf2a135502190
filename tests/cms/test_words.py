"""All our own words in the admin exist in Vietnamese."""

import re
from pathlib import Path

import polib

CMS = Path(__file__).resolve().parents[2] / "cms"
WORDS = CMS / "locale" / "vi" / "LC_MESSAGES" / "django.po"
IN_CODE = re.compile(r'(?<![\w.])(?:_|gettext|gettext_lazy)\(\s*"((?:[^"\\]|\\.)+)"\s*\)')
IN_TEMPLATES = re.compile(r'{%-?\s*translate\s+"([^"]+)"')

WITH_CONTEXT = re.compile(r'pgettext(?:_lazy)?\(\s*"([^"]+)",\s*"([^"]+)"\s*\)')
IN_NUMBERS = re.compile(r'ngettext(?:_lazy)?\(\s*"([^"]+)",\s*"([^"]+)"')
IN_BLOCKS = re.compile(r"{%-?\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate", re.DOTALL)
PLURAL = re.compile(r"{%\s*plural\s*%}")
VARIABLE = re.compile(r"{{\s*(\w+)\s*}}")


def test_every_word_is_translated() -> None:
    words = polib.pofile(str(WORDS))
    silent = [entry for entry in words if not (entry.msgstr or any(entry.msgstr_plural.values()))]
    assert [entry.msgid for entry in silent] == []
    assert [entry.msgid for entry in words if entry.fuzzy] == []


def test_every_word_of_the_code_is_listed() -> None:
    listed = {entry.msgid for entry in polib.pofile(str(WORDS))}
    used = set()
    for pattern, expression in (("*.py", IN_CODE), ("*.html", IN_TEMPLATES), ("*.html", IN_CODE)):
        for path in CMS.rglob(pattern):
            used |= set(expression.findall(path.read_text(encoding="utf-8")))
    assert used - listed == set()


def test_every_word_with_a_context_or_a_number_is_listed() -> None:
    words = polib.pofile(str(WORDS))
    listed = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in words}
    used = set()
    for path in CMS.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        used |= {(context, word, "") for context, word in WITH_CONTEXT.findall(text)}
        used |= {(None, one, more) for one, more in IN_NUMBERS.findall(text)}
    for path in CMS.rglob("*.html"):
        for block in IN_BLOCKS.findall(path.read_text(encoding="utf-8")):
            one, *more = (VARIABLE.sub(r"%(\1)s", part) for part in PLURAL.split(block))
            used.add((None, one, "".join(more)))
    assert used - listed == set()
