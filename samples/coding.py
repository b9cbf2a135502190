"""From an article's text to HTML text, in the codings that portals have served over the years."""

import unicodedata
from collections.abc import Callable
from html import escape
from html.entities import codepoint2name

from samples.legacy_text import to_tcvn3, to_vni
from samples.model import Manner

Coder = Callable[[str], str]


def _entity(letter: str) -> str:
    code = ord(letter)
    if code < 128:
        return escape(letter, quote=False)
    return f"&{codepoint2name[code]};" if code in codepoint2name else f"&#{code};"


def as_entities(text: str) -> str:
    """Every letter beyond ASCII as a named or numbered entity, as old rich-text editors did."""
    return "".join(_entity(letter) for letter in unicodedata.normalize("NFC", text))


def _plain(text: str) -> str:
    return escape(text, quote=False).replace("\xa0", "&nbsp;")


def _nfd(text: str) -> str:
    return unicodedata.normalize("NFD", _plain(text))


def _tcvn3(text: str) -> str:
    return escape(to_tcvn3(text), quote=False)


def _vni(text: str) -> str:
    return escape(to_vni(text), quote=False)


def body_coder(manner: Manner) -> Coder:
    coders: dict[Manner, Coder] = {
        "tcvn3": _tcvn3, "vni": _vni, "nfd": _nfd, "entities": as_entities,
    }  # fmt: skip
    return coders.get(manner, _plain)


def title_coder(manner: Manner) -> Coder:
    """Titles were typed into a form field, so the ABC and VNI fonts never reached them."""
    return {"nfd": _nfd, "entities": as_entities}.get(manner, _plain)
