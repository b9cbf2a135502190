"""Recognise what was taken down, by its hashes: whole texts, and spans inside other texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cms.portals.models import Portal
from ingest import codec
from ingest.text import fold, tokens
from ingest.types import Draft

from .keys import key_of
from .models import Suppression

Phrase = tuple[int, str]
"""How many words, and the hash of them."""
MIN_WORDS = 8
"""A text of fewer words is not recognised under another address: too many would be the same."""
MIN_SPAN_WORDS = 2
_WORD = re.compile(r"\w+")
# Names of characters (&agrave;) and elements are no words.
_MARKUP = re.compile(r"<[^>]*>")
_SPACES = re.compile(" {2,}")
_ADDRESSES = frozenset(
    {
        *("identities", "url", "src", "id", "kind", "source", "type", "source_url", "slug"),
        *("url_path", "path", "translation_key"),
    }
)
"""Keys whose values lead somewhere or name something: never text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressed:
    """All that was taken down on a portal."""

    texts: frozenset[Phrase] = frozenset()
    spans: frozenset[Phrase] = frozenset()
    files: frozenset[str] = frozenset()

    def covers(self, draft: Draft) -> bool:
        """Tell whether a draft is a text that was taken down, whatever its address."""
        return bool(self.texts) and phrase_of(text_of(draft)) in self.texts

    def without_spans(self, draft: Draft) -> Draft:
        """Take the spans out of a draft."""
        if not self.spans:
            return draft
        cut = codec.decode(Draft, redacted(codec.encode(draft), self.spans))
        kept = (
            block
            for block, before in zip(cut.blocks, draft.blocks, strict=True)
            if block.text == before.text or tokens(block.text)
        )
        return replace(cut, blocks=tuple(kept))


def suppressed_on(portal: Portal) -> Suppressed:
    """Read what was taken down on a portal."""
    texts: set[Phrase] = set()
    spans: set[Phrase] = set()
    files: set[str] = set()
    rows = Suppression.objects.filter(portal=portal).values_list("is_span", "digests", "files")
    for is_span, digests, hashes in rows:
        (spans if is_span else texts).update((count, digest) for count, digest in digests)
        files.update(hashes)
    return Suppressed(texts=frozenset(texts), spans=frozenset(spans), files=frozenset(files))


def text_of(draft: Draft) -> str:
    """Give the running text by which a draft is known again."""
    return "\n".join(block.text for block in draft.blocks)


def phrase_of(text: str) -> Phrase:
    """Hash the words of a text, whatever its case, marks and punctuation."""
    words = tokens(text)
    return len(words), key_of(" ".join(words))


def redacted(value: object, spans: Iterable[Phrase]) -> object:
    """Take spans out of all texts in plain data; addresses and ids stay."""
    if isinstance(value, str):
        return without(value, spans)
    if isinstance(value, list):
        return [redacted(part, spans) for part in value]
    if isinstance(value, dict):
        cut = {
            key: part if key in _ADDRESSES else redacted(part, spans) for key, part in value.items()
        }
        text, html = cut.get("text"), cut.get("html")
        if html and text != value.get("text") and tokens(_bare(str(html))) != tokens(str(text)):
            cut["html"] = ""  # the span runs over markup: the plain text says it all
        return cut
    return value


def without(text: str, spans: Iterable[Phrase]) -> str:
    """Take spans out of one text, also where markup runs between their words."""
    places = [
        (start, end, word)
        for start, end, found in _words(text)
        for word in tokens(found) or [fold(found)]
    ]
    cuts = [cut for count, digest in spans for cut in _cuts(places, count, digest)]
    for start, end in sorted(cuts, reverse=True):
        kept = "".join(_MARKUP.findall(text[start:end]))
        text = text[:start] + kept + text[end:]
    return _SPACES.sub(" ", text).strip() if cuts else text


def _words(text: str) -> Iterator[tuple[int, int, str]]:
    at = 0
    for mark in (*_MARKUP.finditer(text), None):
        end = mark.start() if mark else len(text)
        for word in _WORD.finditer(text, at, end):
            yield word.start(), word.end(), word.group()
        at = mark.end() if mark else end


def _cuts(places: list[tuple[int, int, str]], count: int, digest: str) -> Iterator[tuple[int, int]]:
    at = 0
    while at + count <= len(places):
        window = places[at : at + count]
        if key_of(" ".join(word for _start, _end, word in window)) == digest:
            yield window[0][0], window[-1][1]
            at += count
        else:
            at += 1


def _bare(html: str) -> str:
    return _MARKUP.sub(" ", html)
