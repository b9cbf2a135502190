"""Pages of earlier days: asked for once it is known what "not found" looks like here."""

from __future__ import annotations

from dataclasses import dataclass, field

from scrapers.archive import LinkSource
from scrapers.crawl.frontier import Frontier, Target


@dataclass(slots=True)
class Again:
    """Holds pages back until the random addresses have answered.

    Else an article that is gone, on a portal that says so with status 200, would be taken for one
    that has changed.
    """

    frontier: Frontier
    _waiting: list[Target] = field(default_factory=list)
    _probes: int = 0

    def add(self, target: Target) -> None:
        """Hold a page back; what a page of now may have named is asked for right away."""
        self.frontier.seen.pop(target.key, None)
        self.frontier.known.pop(target.key, None)
        if target.earlier is None and target.source is not LinkSource.GIVEN:
            self.frontier.add(target)
        else:
            self.frontier.seen[target.key] = target.form
            self._waiting.append(target)

    def ask_first(self, probes: tuple[Target, ...]) -> None:
        """Ask for random addresses, then for what waits."""
        self._probes += sum(self.frontier.add(probe) for probe in probes)
        if not self._probes:
            self.release()

    def answered(self) -> None:
        """Note that a random address has its end."""
        self._probes -= 1
        if not self._probes:
            self.release()

    def release(self) -> bool:
        """Let go what waits; False if nothing does."""
        for target in self._waiting:
            self.frontier.put(target)
        released = bool(self._waiting)
        self._waiting.clear()
        return released
