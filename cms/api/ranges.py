"""Parts of files (RFC 9110, section 14): what a player or a resumed download asks."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import BinaryIO

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase

from .problems import problem

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class FilePart:
    """A stretch of an open file, itself readable as a file."""

    def __init__(self, file: BinaryIO, start: int, stop: int) -> None:
        self._file = file
        self._left = stop - start
        file.seek(start)

    def read(self, size: int = -1) -> bytes:
        """Read on, at most to the end of the stretch."""
        chunk = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        """Close the file itself."""
        self._file.close()


def ranged(request: HttpRequest, file: BinaryIO, *, size_bytes: int, tag: str) -> HttpResponseBase:
    """Answer with a file, or the part of it that is asked; ``file`` is closed with the answer.

    Several parts at once are answered with the whole, as the standard allows.
    """
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    condition = request.headers.get("If-Range", tag)
    if not asked or asked.groups() == ("", "") or condition != tag:
        answer = FileResponse(FilePart(file, 0, size_bytes))
        answer["Content-Length"] = str(size_bytes)
        return _headed(answer, tag)
    start, stop = _bounds(asked[1], asked[2], size_bytes)
    if start >= stop:
        file.close()
        refused = problem(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "The file is shorter.")
        refused["Content-Range"] = f"bytes */{size_bytes}"
        return refused
    answer = FileResponse(FilePart(file, start, stop), status=HTTPStatus.PARTIAL_CONTENT)
    answer["Content-Range"] = f"bytes {start}-{stop - 1}/{size_bytes}"
    answer["Content-Length"] = str(stop - start)
    return _headed(answer, tag)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:
        return max(size - int(last), 0), size
    return int(first), min(int(last) + 1, size) if last else size


def _headed(answer: FileResponse, tag: str) -> HttpResponseBase:
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = tag
    answer["Cache-Control"] = "public, max-age=300"
    return answer
