"""Legal references as they stand in running text, in the forms that clerks really type."""

from datetime import date, timedelta

from samples.dice import Dice
from samples.lexicon import NAMES, District

BODIES = {"QD": ("Quyết định", "QĐ-UBND"), "KH": ("Kế hoạch", "KH-UBND")}


def day_of(on: date, dice: Dice) -> str:
    """Write a date as inside a sentence: 5/3/2014, 05/03/2014 or ngày-tháng-năm in words."""
    form = dice.pick(("{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d:02}/{m}/{y}", "{d:02}-{m:02}-{y}"))
    return form.format(d=on.day, m=on.month, y=on.year)


def long_day_of(on: date) -> str:
    return f"{on.day:02} tháng {on.month:02} năm {on.year}"


def reference(kind: str, *, dice: Dice, now: date, district: District) -> tuple[str, str]:
    """Give the words of a reference and its bare number ("" for a law known by name)."""
    on = now - timedelta(days=dice.number(5, 320))
    serial = dice.number(3, 2900)
    day = f"ngày {long_day_of(on) if dice.chance(0.25) else day_of(on, dice)}"
    home = dice.pick(
        (f"UBND huyện {district.name}", "UBND huyện", f"UBND tỉnh {district.province}")
    )
    if kind in BODIES:
        name, symbol = BODIES[kind]
        number = f"{serial}/{symbol}"
        return f"{name} số {number} {day} của {home}", number
    if kind == "CV":
        number = f"{serial}/UBND-{dice.pick(('NV', 'VP', 'NN', 'VX', 'TCKH'))}"
        return f"Công văn số {number} {day}", number
    if kind == "NQ":
        number = f"{serial % 120 + 1}/{dice.pick(('NQ-HĐND', f'{on.year}/NQ-HĐND'))}"
        return f"Nghị quyết số {number} {day} của HĐND huyện", number
    if kind == "ND":
        number = f"{serial % 160 + 1}/{on.year}/NĐ-CP"
        return f"Nghị định số {number} {day} của Chính phủ", number
    if kind == "TT":
        number = f"{serial % 60 + 1}/{on.year}/TT-{dice.pick(('BTC', 'BNV', 'BYT', 'BTTTT'))}"
        return f"Thông tư số {number} {day}", number
    if kind == "NQD":
        number = f"{serial % 40 + 1}-NQ/{dice.pick(('TW', 'TU', 'HU'))}"
        return f"Nghị quyết số {number} {day}", number
    return dice.pick(NAMES["laws"]), ""
