"""Read the topic files beside this module.

Form of a file: `= topic | section` opens a topic, `@part` opens a part of it (title, lead, open,
body, close, caption; in `chung.txt` also recurring, heading, item, quote), then a template a line.
A topic tells one of two stories: `a| ` before a line keeps it out of story b. The parts `@ban`
and `@so` name the offices of district and province that fit the topic.
"""

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

FILES = ("chinh-tri", "kinh-te", "xa-hoi", "an-ninh", "cai-cach", "thong-bao")


@dataclass(frozen=True, slots=True)
class Topic:
    key: str
    section: str
    parts: dict[str, list[str]] = field(default_factory=dict)

    def __getitem__(self, part: str) -> list[str]:
        return self.parts[part]

    def story(self, letter: str) -> "Topic":
        """Give the topic with the lines of one story only, their marks taken off."""
        other = "b| " if letter == "a" else "a| "
        parts = {
            name: [line.removeprefix(f"{letter}| ") for line in lines if not line.startswith(other)]
            for name, lines in self.parts.items()
        }
        return Topic(self.key, self.section, parts)

    @property
    def offices(self) -> dict[str, list[str]]:
        """What the slots {ban} and {so} can be in this topic."""
        return {slot: self.parts[slot] for slot in ("ban", "so") if slot in self.parts}


def _read(name: str) -> list[Topic]:
    return parse_topics(files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8"))


def parse_topics(text: str) -> list[Topic]:
    topics: list[Topic] = []
    part: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("= "):
            key, section = line[2:].split(" | ")
            topics.append(Topic(key, section))
        elif line.startswith("@"):
            part = topics[-1].parts.setdefault(line[1:], [])
        else:
            part.append(line)
    return topics


@cache
def load_topics() -> tuple[Topic, ...]:
    return tuple(topic for name in FILES for topic in _read(name))


@cache
def load_shared() -> Topic:
    """Give what every topic may use: recurring sentences, headings, items, quotes."""
    return _read("chung")[0]
