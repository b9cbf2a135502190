"""Take in one response body: decoded, measured, hashed, stopped when too much or too slow."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from scrapers.archive import Reason
from scrapers.archive.coding import BombError, CodingError, Decoder, decoder_for
from scrapers.archive.write import Payload

# Larger bodies go to disk while they arrive.
_IN_MEMORY = 1024 * 1024
# A body may be this many times larger than what came over the wire before it counts as a bomb:
# HTML of repeated table rows reaches 40; the classical bombs, 1000.
_MAX_RATIO = 200
_RATIO_FROM = 8 * 1024 * 1024


class FetchError(Exception):
    """A fetch that came to nothing, with the reason."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one fetch may cost."""

    max_bytes: int
    total_s: float = 600.0
    min_bytes_per_s: float = 50.0
    """Asked after `grace_s`: a body that drips is given up."""
    grace_s: float = 30.0


class BodySink:
    """Collect a body of one response."""

    def __init__(self, *, coding: str, limits: Limits, clock: Callable[[], float]) -> None:
        """Raises FetchError for a content coding that nobody knows."""
        self._limits, self._clock = limits, clock
        self._started_at = clock()
        self._digest = hashlib.sha256()
        self.size_bytes = 0
        self.wire_bytes = 0
        self._decoder: Decoder | None = None
        if coding:
            try:
                self._decoder = decoder_for(coding)
            except CodingError as error:
                raise FetchError(Reason.BAD_RESPONSE, str(error)) from error
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by its owner

    def feed(self, data: bytes) -> None:
        """Take what arrived. Raises FetchError when it is enough."""
        self.wire_bytes += len(data)
        self._check_speed()
        try:
            for piece in self._decoder.feed(data) if self._decoder else (data,):
                self._keep(piece)
        except CodingError as error:
            raise FetchError(Reason.BAD_RESPONSE, str(error)) from error
        except BombError as error:
            raise FetchError(Reason.BOMB, str(error)) from error

    def check_expected(self, length: int) -> None:
        """Refuse a body whose stated length is over the limit, before it is sent."""
        if length > self._limits.max_bytes:
            raise FetchError(
                Reason.TOO_LARGE, f"{length} bytes; the limit is {self._limits.max_bytes}"
            )

    def finish(self, *, status: int, reason: str, headers: tuple[tuple[str, str], ...]) -> Payload:
        """Close the body. Raises FetchError if its coding has no end."""
        try:
            if self._decoder:
                self._decoder.close()
        except CodingError as error:
            raise FetchError(Reason.TRUNCATED, str(error)) from error
        self._file.seek(0)
        return Payload(
            status=status,
            reason=reason,
            headers=headers,
            body=cast("BinaryIO", self._file),
            digest="sha256:" + self._digest.hexdigest(),
            size_bytes=self.size_bytes,
        )

    def drop(self) -> None:
        self._file.close()

    def _keep(self, piece: bytes) -> None:
        self.size_bytes += len(piece)
        if self.size_bytes > self._limits.max_bytes:
            reason = Reason.BOMB if self._is_bomb() else Reason.TOO_LARGE
            raise FetchError(
                reason, f"over {self._limits.max_bytes} bytes ({self.wire_bytes} were sent)"
            )
        if self._is_bomb():
            raise BombError(f"{self.wire_bytes} bytes become more than {self.size_bytes}")
        self._digest.update(piece)
        self._file.write(piece)

    def _is_bomb(self) -> bool:
        return self.size_bytes > max(_RATIO_FROM, self.wire_bytes * _MAX_RATIO)

    def _check_speed(self) -> None:
        elapsed = self._clock() - self._started_at
        if elapsed > self._limits.total_s:
            raise FetchError(Reason.TIMEOUT, f"still arriving after {elapsed:.0f} s")
        if elapsed > self._limits.grace_s:
            speed = self.wire_bytes / elapsed
            if speed < self._limits.min_bytes_per_s:
                raise FetchError(Reason.TOO_SLOW, f"{speed:.0f} bytes a second")
