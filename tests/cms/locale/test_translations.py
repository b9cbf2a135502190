"""Every word of ours that people see exists in Vietnamese."""

import ast
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[3]
CATALOG = ROOT / "cms" / "locale" / "vi" / "LC_MESSAGES" / "django.po"
MARKERS = {"_", "gettext", "gettext_lazy", "pgettext", "ngettext"}


def marked_in_code() -> set[str]:
    """Collect the literal first arguments of the translation functions in cms."""
    found = set()
    for path in (ROOT / "cms").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            first = node.args[0] if node.func.id in MARKERS and node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.add(first.value)
    return found


def translated() -> set[str]:
    with CATALOG.open("rb") as file:
        catalog = read_po(file, locale="vi")
    return {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalog
        if message.id and message.string and not message.fuzzy
    }


def test_every_marked_text_of_the_code_is_translated() -> None:
    assert marked_in_code() - translated() == set()


def test_nothing_in_the_catalog_is_left_untranslated() -> None:
    with CATALOG.open("rb") as file:
        catalog = read_po(file, locale="vi")
    empty = [message.id for message in catalog if message.id and not message.string]
    assert not empty
