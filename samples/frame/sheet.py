"""One page while it is written: who asks, what the frame said so far."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

from samples.style import Style
from samples.vietnamese_date import ENGLISH, WEEKDAYS

COUNTED = r"[\d.,]+"
DAYS = "(?:" + "|".join((*WEEKDAYS, *ENGLISH)) + ")"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request: `number` makes the counters differ from the last; `now` is the page clock."""

    number: int
    now: datetime
    base: str
    """Scheme and host, no slash at the end."""


@dataclass(slots=True)
class Sheet:
    """Every frame text goes through `say` or `count`, so the truth knows all of it."""

    style: Style
    visit: Visit
    site: str
    district: dict[str, str]
    fixed: dict[str, None] = field(default_factory=dict)
    patterns: dict[str, None] = field(default_factory=dict)

    def say(self, text: str) -> str:
        """Note a frame text and give it as HTML."""
        if text.strip():
            self.fixed.setdefault(" ".join(text.split()))
        return escape(text, quote=False)

    def word(self, key: str, **more: object) -> str:
        """Say one of the portal's wordings."""
        return self.say(self.fill(self.style.words.text(key), **more))

    def fill(self, template: str, **more: object) -> str:
        return template.format(site=self.site, **self.district, **more)

    def count(self, template: str, *, pattern: str = COUNTED, **figures: object) -> str:
        """Say a text whose figures change, and note it as a regular expression."""
        marks = {name: f"\0{name}\0" for name in figures}
        shape = re.escape(self.fill(template, **marks))
        for mark in marks.values():
            shape = shape.replace(re.escape(mark), pattern)
        self.patterns.setdefault(shape)
        return escape(self.fill(template, **figures), quote=False)

    def note_clock(self, text: str) -> str:
        """Say the page clock: all digits and the weekday change."""
        shape = "".join(
            r"\d+" if token.isdigit() else DAYS if re.fullmatch(DAYS, token) else re.escape(token)
            for token in re.split(rf"({DAYS}|\d+)", text)
        )
        self.patterns.setdefault(shape)
        return escape(text, quote=False)
