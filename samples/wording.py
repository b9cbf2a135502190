"""Choose, for one portal, one wording of each piece of the frame."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TypedDict, TypeVar, cast

from samples.dice import Dice

T = TypeVar("T")


class _Words(TypedDict):
    one: dict[str, list[str]]
    several: dict[str, list[list[str]]]
    sections: dict[str, list[str]]


@cache
def _load() -> _Words:
    text = files("samples").joinpath("wording.toml").read_text(encoding="utf-8")
    return cast(_Words, tomllib.loads(text))


class Wording:
    """The wordings of one portal in one of its skins.

    Seed 0 takes the first of all options: these are the words of the portal that the seed
    article stood on.
    """

    def __init__(self, seed: int, skin: str) -> None:
        self._seed = seed
        self._dice = Dice(seed, "wording", skin)

    def text(self, key: str) -> str:
        return self._choose(key, _load()["one"][key])

    def lines(self, key: str) -> list[str]:
        return self._choose(key, _load()["several"][key])

    def all_lines(self, key: str) -> list[list[str]]:
        return _load()["several"][key]

    def sections(self) -> dict[str, str]:
        """Give the name of each section by its key."""
        return {key: self._choose(key, names) for key, names in _load()["sections"].items()}

    def _choose(self, key: str, options: Sequence[T]) -> T:
        return options[0] if self._seed == 0 else self._dice.child(key).pick(options)
