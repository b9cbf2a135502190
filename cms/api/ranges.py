"""Parts of files (RFC 9110, section 14): what a player or a resumed download asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from .problems import problem

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
CHUNK_BYTES = 64 * 1024


def ranged(request: HttpRequest, file: BinaryIO, *, size_bytes: int, tag: str) -> HttpResponseBase:
    """Answer with a file, or the part of it that is asked; closes ``file`` at the end.

    Several parts at once are answered with the whole, as the standard allows.
    """
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    condition = request.headers.get("If-Range", tag)
    if not asked or asked.groups() == ("", "") or condition != tag:
        answer = StreamingHttpResponse(_part(file, 0, size_bytes))
        answer["Content-Length"] = str(size_bytes)
        return _headed(answer, tag)
    start, stop = _bounds(asked[1], asked[2], size_bytes)
    if start >= stop:
        file.close()
        refused = problem(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "The file is shorter.")
        refused["Content-Range"] = f"bytes */{size_bytes}"
        return refused
    answer = StreamingHttpResponse(_part(file, start, stop), status=HTTPStatus.PARTIAL_CONTENT)
    answer["Content-Range"] = f"bytes {start}-{stop - 1}/{size_bytes}"
    answer["Content-Length"] = str(stop - start)
    return _headed(answer, tag)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:
        return max(size - int(last), 0), size
    return int(first), min(int(last) + 1, size) if last else size


def _part(file: BinaryIO, start: int, stop: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = stop - start
        while left > 0 and (chunk := file.read(min(CHUNK_BYTES, left))):
            left -= len(chunk)
            yield chunk


def _headed(answer: HttpResponse | StreamingHttpResponse, tag: str) -> HttpResponseBase:
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = tag
    answer["Cache-Control"] = "public, max-age=300"
    return answer
