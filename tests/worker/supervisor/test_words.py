"""Words are compiled once, without the gettext programs."""

import gettext
from pathlib import Path

from worker.supervisor.words import compile_words

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "article"
msgstr "bài viết"
"""


def test_words_are_compiled_where_they_are_missing_or_old(tmp_path: Path) -> None:
    source = tmp_path / "vi" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO, encoding="utf-8")
    assert compile_words(tmp_path) == 1
    assert compile_words(tmp_path) == 0
    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("article") == "bài viết"
