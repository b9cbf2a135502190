"""Frame pieces as plain values; a skin turns them into markup."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    html: str


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of HTML text and address; `after` is HTML beside each link, such as a date."""

    links: tuple[tuple[str, str], ...]
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Select:
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Radio:
    name: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    label: str
    area: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    html: str


@dataclass(frozen=True, slots=True)
class Hidden:
    """In the page, but not shown."""

    html: str


@dataclass(frozen=True, slots=True)
class Banner:
    src: str
    alt: str


Item = Line | Links | Select | Radio | Field | Button | Hidden | Banner


@dataclass(frozen=True, slots=True)
class Box:
    role: str
    heading: str
    items: tuple[Item, ...]
