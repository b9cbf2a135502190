"""Undo a content coding piece by piece, never giving out more than was allowed."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli

from scrapers.archive.record import ArchiveError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_PIECE = 64 * 1024


class BombError(ArchiveError):
    """A body that grows beyond the limit when it is decoded."""


class CodingError(ArchiveError):
    """A body that is not coded as it says."""


class Decoder(Protocol):
    """Decodes a stream: `feed` what came, then `close`."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Give out what can be decoded so far, in pieces of limited size."""

    def close(self) -> None:
        """Raise CodingError if the stream is not at its end."""


def decoder_for(coding: str) -> Decoder:
    """Choose the decoder for a Content-Encoding, several in a row included.

    Raises CodingError for one that nobody knows.
    """
    names = [name.strip().lower() for name in coding.split(",")]
    chain = [_DECODERS[name]() for name in reversed(names) if name in _DECODERS]
    unknown = [name for name in names if name not in _DECODERS and name not in ("", "identity")]
    if unknown:
        raise CodingError(f"unknown content coding {unknown[0]!r}")
    if len(chain) > 3:
        raise CodingError(f"{len(chain)} content codings on top of each other")
    return _Chain(chain)


class _Chain:
    def __init__(self, links: list[Decoder]) -> None:
        self._links = links

    def feed(self, data: bytes) -> Iterator[bytes]:
        return self._feed(data, 0)

    def _feed(self, data: bytes, rank: int) -> Iterator[bytes]:
        if rank == len(self._links):
            if data:
                yield data
            return
        for piece in self._links[rank].feed(data):
            yield from self._feed(piece, rank + 1)

    def close(self) -> None:
        for link in self._links:
            link.close()


class _Zlib:
    """gzip, and deflate with or without its zlib head, as servers send both."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._inflater = zlib.decompressobj(wbits=wbits)
        self._started = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            try:
                piece = self._inflater.decompress(data, _PIECE)
            except zlib.error as error:
                if self._started or self._wbits != zlib.MAX_WBITS:
                    raise CodingError(f"broken compression: {error}") from error
                self._inflater, self._wbits = zlib.decompressobj(wbits=-zlib.MAX_WBITS), 0
                continue
            self._started = True
            if piece:
                yield piece
            if self._inflater.eof:
                data = self._next_member(self._inflater.unused_data)
            else:
                data = self._inflater.unconsumed_tail

    def _next_member(self, rest: bytes) -> bytes:
        if self._wbits == 31 and rest.startswith(b"\x1f\x8b"):
            self._inflater = zlib.decompressobj(wbits=31)
            return rest
        return b""  # padding after the end: some servers add line ends

    def close(self) -> None:
        if self._started and not self._inflater.eof:
            raise CodingError("compressed data without an end")


class _Brotli:
    def __init__(self) -> None:
        self._inflater = brotli.Decompressor()
        self._started = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._started = True
        try:
            piece = self._inflater.process(data, output_buffer_limit=_PIECE)
            while piece:
                yield piece
                if self._inflater.is_finished() or self._inflater.can_accept_more_data():
                    return
                piece = self._inflater.process(b"", output_buffer_limit=_PIECE)
        except brotli.error as error:
            raise CodingError(f"broken compression: {error}") from error

    def close(self) -> None:
        if self._started and not self._inflater.is_finished():
            raise CodingError("compressed data without an end")


class _Zstd:
    def __init__(self) -> None:
        self._inflater = zstd.ZstdDecompressor()
        self._started = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._started = True
        try:
            while True:
                if self._inflater.eof:
                    return
                if piece := self._inflater.decompress(data, _PIECE):
                    yield piece
                data = b""
                if self._inflater.eof or self._inflater.needs_input:
                    return
        except zstd.ZstdError as error:
            raise CodingError(f"broken compression: {error}") from error

    def close(self) -> None:
        if self._started and not self._inflater.eof:
            raise CodingError("compressed data without an end")


_DECODERS: dict[str, Callable[[], Decoder]] = {
    "gzip": lambda: _Zlib(31),
    "x-gzip": lambda: _Zlib(31),
    "deflate": lambda: _Zlib(zlib.MAX_WBITS),
    "br": _Brotli,
    "zstd": _Zstd,
}
