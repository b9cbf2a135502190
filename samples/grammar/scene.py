"""Fill a template with the people, places, dates and figures of one article."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from samples.dice import Dice
from samples.grammar.legal import day_of, long_day_of, reference
from samples.lexicon import SLOTS, District, communes_of, person

CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
SLOT = re.compile(r"\{([^{}]+)\}")
RANGE = re.compile(r"(0:)?(\d+(?:,\d+)?)\.\.(\d+(?:,\d+)?)$")
PEOPLE = {"nguoi": "", "ong": "men", "ba": "women"}
LEGAL = {"QD", "KH", "CV", "NQ", "ND", "TT", "NQD", "LUAT"}


def grouped(number: int) -> str:
    """1234567 as "1.234.567"."""
    return f"{number:,}".replace(",", ".")


def decimal(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")


class Scene:
    """What one article is about.

    A slot that ends in a digit (``{xa1}``) means the same thing all through the article; others
    are drawn anew each time. Legal numbers that were used are kept in ``legal``.
    """

    def __init__(self, *, dice: Dice, district: District, written_at: datetime) -> None:
        self.dice = dice
        self.district = district
        self.today = written_at.date()
        self.legal: list[str] = []
        self.offices: dict[str, list[str]] = {}
        """Slots that the topic fills in its own way."""
        self._bound: dict[str, str] = {}
        self._communes = dice.mixed(communes_of(district))
        self._villages = dice.mixed(SLOTS["thon"])

    def write(self, template: str) -> str:
        while match := CHOICE.search(template):
            option = self.dice.pick(match[1].split("|"))
            template = template[: match.start()] + option + template[match.end() :]
        text = SLOT.sub(lambda slot: self._slot(slot[1]), template)
        return text[:1].upper() + text[1:]

    def write_all(self, templates: Sequence[str]) -> list[str]:
        return [self.write(template) for template in templates]

    def _slot(self, name: str) -> str:
        if found := RANGE.match(name):
            return self._figure(*found.groups())
        if not name[-1].isdigit():
            return self._fill(name, 0)
        if name not in self._bound:
            self._bound[name] = self._fill(name[:-1], int(name[-1]))
        return self._bound[name]

    def _figure(self, padded: str | None, low: str, high: str) -> str:
        if "," in low:
            tenths = [int(float(end.replace(",", ".")) * 10) for end in (low, high)]
            return decimal(self.dice.number(*tenths) / 10)
        number = self.dice.number(int(low), int(high))
        if padded:
            return f"{number:02}"
        return str(number) if 1900 < number < 2100 else grouped(number)

    def _fill(self, name: str, place: int) -> str:
        if name in LEGAL:
            text, number = reference(name, dice=self.dice, now=self.today, district=self.district)
            if number:
                self.legal.append(number)
            return text
        if name == "xa":
            return self._communes[place]
        if name == "thon" and place:
            return self._villages[place]
        if options := self.offices.get(name) or SLOTS.get(name):
            return self.dice.pick(options)
        if name in PEOPLE:
            return person(self.dice, PEOPLE[name])
        if name == "chucchu":
            return "Chủ tịch UBND huyện"
        for family in (self._time, self._home, self._amount):
            if (words := family(name, place)) is not None:
                return words
        raise KeyError(name)

    def _home(self, name: str, place: int) -> str | None:
        return {
            "huyen": f"huyện {self.district.name}",
            "Huyen": f"Huyện {self.district.name}",
            "ten": self.district.name,
            "tinh": f"tỉnh {self.district.province}",
        }.get(name)

    def _time(self, name: str, place: int) -> str | None:
        year = self.today.year
        past = self.today - timedelta(days=self.dice.number(0, 6))
        if name == "hom":
            when = self._when(past)
            # Numbered ones stand in the middle of a sentence.
            return when[0].lower() + when[1:] if place else when
        fixed = {
            "nam": str(year),
            "namtruoc": str(year - 1),
            "namsau": str(year + 1),
            "thang": f"tháng {self.today.month}",
        }
        if name in fixed:
            return fixed[name]
        if name == "namcu":
            return str(self.dice.number(1989, year - 2))
        return self._day(name, past)

    def _day(self, name: str, past: date) -> str | None:
        if name == "ngay":
            return day_of(past - timedelta(days=self.dice.number(0, 20)), self.dice)
        if name == "ngayngan":
            return f"{past.day}/{past.month}"
        if name == "ngaydai":
            return long_day_of(past - timedelta(days=self.dice.number(10, 200)))
        if name == "hansau":
            return day_of(self.today + timedelta(days=self.dice.number(6, 70)), self.dice)
        return None

    def _when(self, on: date) -> str:
        part = self.dice.pick(("Sáng", "Chiều", "Sáng ngày", "Chiều ngày", "Ngày", "Vừa qua, ngày"))
        form = self.dice.pick(("{d}/{m}", "{d}/{m}/{y}", "{d:02}/{m:02}", "{d}.{m}", "{d}-{m}-{y}"))
        return f"{part} {form.format(d=on.day, m=on.month, y=on.year)}"

    def _amount(self, name: str, place: int) -> str | None:
        number = self.dice.number
        if name == "tien":
            return f"{grouped(number(12, 9900) * 10_000)} đồng"
        if name == "trieu":
            return f"{number(15, 980)} triệu đồng"
        if name == "ty":
            return f"{decimal(number(11, 890) / 10)} tỷ đồng"
        if name == "tyle":
            return f"{decimal(number(521, 999) / 10)}%"
        if name == "ha":
            return f"{grouped(number(12, 3900))} ha"
        if name == "phan":
            whole = number(14, 29)
            return f"{number(6, whole)}/{whole}"
        return None
