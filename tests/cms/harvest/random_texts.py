"""Texts in which every word that somebody wrote can be told from all others."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from cms.articles.richtext import plain_text
from cms.harvest.content import PageContent, RawBlock

FILLER = [
    "đoàn",
    "công",
    "tác",
    "của",
    "huyện",
    "làm",
    "việc",
    "tại",
    "xã",
    "về",
    "cải",
    "cách",
    "hành",
    "chính",
]


@dataclass(slots=True)
class Words:
    """Gives words that were never given before."""

    chance: random.Random
    given: int = 0

    def next(self, who: str) -> str:
        """Give a word of ``who``: ``n`` for the source, ``b`` for an editor."""
        self.given += 1
        return f"{who}{self.given:04d}"

    def sentence(self, who: str) -> str:
        """Write a sentence that begins with a new word."""
        rest = self.chance.sample(FILLER, self.chance.randint(4, len(FILLER)))
        return " ".join([self.next(who), *rest])


@dataclass(slots=True)
class Text:
    """What a source, or an editor, has of one article."""

    title: str
    lead: str
    paragraphs: list[str] = field(default_factory=list)

    def copy(self) -> Text:
        """Give one that can be changed apart."""
        return replace(self, paragraphs=list(self.paragraphs))

    def change(self, words: Words, who: str) -> None:
        """Change one thing, as ``who``."""
        chance = words.chance
        what = chance.choice(["add", "add", "word", "word", "lead", "title", "remove", "move"])
        place = chance.randrange(len(self.paragraphs) + 1)
        if what == "lead":
            self.lead = words.sentence(who)
        elif what == "title":
            self.title = words.sentence(who)
        elif what == "add" or len(self.paragraphs) < 3:
            self.paragraphs.insert(place, words.sentence(who))
        elif what == "word":
            place = chance.randrange(len(self.paragraphs))
            parts = self.paragraphs[place].split(" ")
            parts.insert(chance.randrange(1, len(parts) + 1), words.next(who))
            self.paragraphs[place] = " ".join(parts)
        elif what == "remove":
            del self.paragraphs[chance.randrange(len(self.paragraphs))]
        else:
            moved = self.paragraphs.pop(chance.randrange(len(self.paragraphs)))
            self.paragraphs.insert(chance.randrange(len(self.paragraphs) + 1), moved)


def new_text(words: Words) -> Text:
    """Write an article of the source."""
    many = words.chance.randint(2, 5)
    return Text(
        title=words.sentence("n"),
        lead=words.sentence("n"),
        paragraphs=[words.sentence("n") for _number in range(many)],
    )


def text_of(content: PageContent) -> Text:
    """Read an article off a page's content."""
    return Text(
        title=content.title,
        lead=content.lead,
        paragraphs=[plain_text(str(block["value"])) for block in content.body],
    )


def content_with(text: Text, before: PageContent) -> PageContent:
    """Write a text into a page as the editor does: a paragraph that stays keeps its id."""
    ids = {plain_text(str(block["value"])).split(" ")[0]: block["id"] for block in before.body}
    body = []
    for paragraph in text.paragraphs:
        name = paragraph.split(" ")[0]
        fresh = f"00000000-0000-4000-8000-{int(name[1:]):012d}"
        body.append(
            RawBlock(type="paragraph", value=f"<p>{paragraph}</p>", id=ids.get(name, fresh))
        )
    return replace(before, title=text.title, lead=text.lead, body=tuple(body))


def written_by(who: str, text: Text) -> set[str]:
    """Collect the words that ``who`` wrote."""
    return {
        word
        for line in (text.title, text.lead, *text.paragraphs)
        for word in line.split(" ")
        if word[0] == who and word[1:].isdigit()
    }


def names_of(paragraphs: Iterable[str]) -> set[str]:
    """Name paragraphs by their first words."""
    return {paragraph.split(" ")[0] for paragraph in paragraphs}


def doubled(paragraphs: Sequence[str]) -> list[str]:
    """List the paragraphs that stand twice."""
    names = [paragraph.split(" ")[0] for paragraph in paragraphs]
    return sorted({name for name in names if names.count(name) > 1})
