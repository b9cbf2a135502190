"""What holds for every endpoint, whatever it does: the door that each request passes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from ninja.operation import Operation

from . import limits
from .encoding import encoded, variants
from .problems import CONTENT_TYPE, bad_parameters, problem

MAX_QUERY = 16_384
REVISION = "2"
"""Goes into every ETag: raise it when the same data is answered in another form."""

View = Callable[..., HttpResponse]


def strict(run: View) -> View:
    """Refuse parameters that the operation does not know, or that are given twice."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    known = {
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in getattr(model, "__ninja_flatten_map__", model.model_fields)
    }

    @wraps(run)
    def checked(request: HttpRequest, **path: Any) -> HttpResponse:  # noqa: ANN401 - ninja's own
        errors = [
            (name[:100], "unknown parameter" if name not in known else "given more than once")
            for name, values in request.GET.lists()
            if name not in known or len(values) > 1
        ]
        return bad_parameters(tuple(errors)) if errors else run(request, **path)

    return checked


def guarded(view: View) -> View:
    """Wrap the view of one path: HEAD is GET, errors are problems, anybody's script may read."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **path: object) -> HttpResponse:
        wait_s = limits.wait(request)
        if wait_s is not None:
            response = problem(HTTPStatus.TOO_MANY_REQUESTS, "Too many requests: come back later.")
            response["Retry-After"] = str(wait_s)
        elif request.method == "OPTIONS":
            response = _options(view(request, *args, **path))
        elif len(request.META.get("QUERY_STRING", "")) > MAX_QUERY:
            response = problem(HTTPStatus.REQUEST_URI_TOO_LONG, "The query is too long.")
        else:
            asked = request.method
            request.method = "GET" if asked == "HEAD" else asked
            try:
                response = encoded(request, _as_problem(view(request, *args, **path)))
            finally:
                request.method = asked
            if asked == "HEAD":
                response = _without_body(response)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link, Retry-After"
        return response

    answer.csrf_exempt = True  # type: ignore[attr-defined]
    return answer


def etag(*parts: object) -> str:
    """Make a strong ETag of what an answer depends on."""
    key = "\0".join(map(str, (REVISION, *parts)))
    return f'"{hashlib.blake2b(key.encode(), digest_size=12).hexdigest()}"'


def matches(request: HttpRequest, tag: str) -> bool:
    """Say whether the client has this version already."""
    asked = request.META.get("HTTP_IF_NONE_MATCH")
    if not asked:
        return False
    tags = {one.strip().removeprefix("W/") for one in asked.split(",")}
    return not tags.isdisjoint(variants(tag)) or "*" in tags


def not_modified(tag: str) -> HttpResponse:
    """Answer that the client has this version already."""
    response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    return cacheable(response, tag)


def cacheable(response: HttpResponse, tag: str) -> HttpResponse:
    """Let caches keep an answer: browsers ask again each time, shared caches every few seconds."""
    response["ETag"] = tag
    seconds = settings.API_SHARED_CACHE_SECONDS
    response["Cache-Control"] = f"public, max-age=0, s-maxage={seconds}, must-revalidate"
    return response


def json_answer(content: str, tag: str) -> HttpResponse:
    """Answer with ready-made JSON."""
    return cacheable(HttpResponse(content, content_type="application/json"), tag)


def _options(refused: HttpResponse) -> HttpResponse:
    """Answer what may be done here, and to browsers, that other sites' scripts may do it."""
    response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    response["Allow"] = _allowed(refused)
    response["Access-Control-Allow-Methods"] = response["Allow"]
    response["Access-Control-Allow-Headers"] = "Authorization, Content-Type, If-None-Match, Range"
    response["Access-Control-Max-Age"] = "86400"
    return response


def _allowed(refused: HttpResponse) -> str:
    methods = set(refused.get("Allow", "GET").split(", "))
    return ", ".join(sorted({*methods, "OPTIONS", *(["HEAD"] if "GET" in methods else [])}))


def _without_body(response: HttpResponseBase) -> HttpResponseBase:
    if response.streaming:
        response.streaming_content = ()
    else:
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.content = b""
    return response


def _as_problem(response: HttpResponse) -> HttpResponse:
    if isinstance(response, HttpResponseNotAllowed):
        allowed = _allowed(response)
        refused = problem(HTTPStatus.METHOD_NOT_ALLOWED, f"Allowed: {allowed}.")
        refused["Allow"] = allowed
        return refused
    if response.status_code < HTTPStatus.BAD_REQUEST or response["Content-Type"] == CONTENT_TYPE:
        return response
    return problem(HTTPStatus(response.status_code), response.reason_phrase)
