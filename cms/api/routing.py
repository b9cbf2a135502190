"""One way to declare an endpoint, so that all answer errors and conditions alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from ninja import Router
from ninja.decorators import decorate_view

from .gateway import strict
from .schemas import Problem

View = Callable[..., HttpResponse]
ERRORS = frozenset({404, 405, 414, 422, 429})


@dataclass(frozen=True, slots=True)
class Declared:
    """Answers of other content types, as the OpenAPI document has them."""

    statuses: frozenset[int]
    extra: dict[str, object]


ANY_FILE = {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
BINARY = Declared(
    statuses=frozenset({200, 206, 304}),
    extra={"responses": {200: ANY_FILE, 206: ANY_FILE, 416: {"description": "No such part"}}},
)
REDIRECT = Declared(statuses=frozenset({302}), extra={})


def object_answer(content_type: str) -> Declared:
    """Declare an answer that is JSON of another content type."""
    content = {"content": {content_type: {"schema": {"type": "object"}}}}
    return Declared(statuses=frozenset({200, 304}), extra={"responses": {200: content}})


def get(
    router: Router,
    path: str,
    *,
    response: Any,  # noqa: ANN401 - a schema, or a union of schemas
) -> Callable[[View], View]:
    """Declare a GET endpoint; its function returns the finished answer."""

    if isinstance(response, Declared):
        answers: dict[Any, Any] = {response.statuses: None, ERRORS | {416}: Problem}
        extra = response.extra
    else:
        answers, extra = {200: response, 304: None, ERRORS: Problem}, {}

    def declare(view: View) -> View:
        declared = router.get(
            path,
            response=answers,
            openapi_extra=extra,
            summary=(view.__doc__ or "").partition("\n")[0].rstrip("."),
            operation_id=view.__name__,
        )(view)
        return decorate_view(strict)(declared)

    return declare


def post(
    router: Router,
    path: str,
    *,
    response: Any,  # noqa: ANN401 - a schema
) -> Callable[[View], View]:
    """Declare a POST endpoint that reads: its question is too long for an address."""

    def declare(view: View) -> View:
        declared = router.post(
            path,
            response={200: response, ERRORS | {400}: Problem},
            summary=(view.__doc__ or "").partition("\n")[0].rstrip("."),
            operation_id=view.__name__,
        )(view)
        return decorate_view(strict)(declared)

    return declare
