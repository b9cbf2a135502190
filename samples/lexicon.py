"""Names and things of a district that the grammar draws from."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from samples.dice import Dice


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    name: str
    province: str
    slug: str


CAN_LOC = District(name="Can Lộc", province="Hà Tĩnh", slug="canloc")
# Invented: no such districts exist, so nobody takes the invented news of other seeds for real.
INVENTED = (
    District(name="An Lĩnh", province="Thanh Sơn", slug="anlinh"),
    District(name="Đông Khê", province="Hải Bình", slug="dongkhe"),
    District(name="Phú Giang", province="Trường Châu", slug="phugiang"),
    District(name="Hòa Nghĩa", province="Quảng Lộc", slug="hoanghia"),
    District(name="Thượng Hà", province="Bắc Phong", slug="thuongha"),
    District(name="Vĩnh Thủy", province="Long Hưng", slug="vinhthuy"),
)

_TABLES: dict[str, dict[str, list[str]]] = tomllib.loads(
    files("samples").joinpath("lexicon.toml").read_text(encoding="utf-8")
)
NAMES = _TABLES["names"]
SLOTS = _TABLES["slots"]
TAGS = _TABLES["tags"]


def communes_of(district: District) -> list[str]:
    return NAMES["can_loc_communes" if district == CAN_LOC else "other_communes"]


def person(dice: Dice, kind: str = "") -> str:
    """`kind` is "men", "women" or "" for either."""
    kind = kind or ("men" if dice.chance(0.6) else "women")
    parts = ("family", f"middle_{kind}", f"given_{kind}")
    return " ".join(dice.pick(NAMES[part]) for part in parts)


def pen_name(dice: Dice) -> str:
    """A reporter's short name, as under an article: "Anh Đức"."""
    first = dice.pick(NAMES["first_names"])
    given = (*NAMES["given_men"], *NAMES["given_women"])
    return f"{first} {dice.pick([name for name in given if name != first])}"
