"""Choices that are the same for the same seed, on every machine and every Python."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A source of choices named by the words it was made from.

    Two dice of the same words fall alike; `child` gives an independent one, so that a choice
    added in one place moves nothing elsewhere.
    """

    def __init__(self, *words: object) -> None:
        self._words = words
        self._random = Random("/".join(map(str, words)))  # noqa: S311 - samples, not secrets

    def child(self, *words: object) -> "Dice":
        return Dice(*self._words, *words)

    def pick(self, options: Sequence[T]) -> T:
        return options[self._random.randrange(len(options))]

    def some(self, options: Sequence[T], count: int) -> list[T]:
        """Take up to `count` different options, in the order of `options`."""
        places = self._random.sample(range(len(options)), min(count, len(options)))
        return [options[place] for place in sorted(places)]

    def mixed(self, options: Sequence[T]) -> list[T]:
        return self._random.sample(options, len(options))

    def number(self, low: int, high: int) -> int:
        """Both ends included."""
        return self._random.randint(low, high)

    def chance(self, share: float) -> bool:
        return self._random.random() < share
