"""One way to declare an endpoint, so that all answer errors and conditions alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from ninja import Router
from ninja.constants import NOT_SET
from ninja.decorators import decorate_view

from .gateway import strict
from .schemas import Problem
from .tokens import Allowed

View = Callable[..., HttpResponse]
ERRORS = frozenset({404, 405, 414, 422, 429})
KEPT_OUT = frozenset({401, 403})


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
    auth: Allowed | None = None,
) -> Callable[[View], View]:
    """Declare a GET endpoint; its function returns the finished answer."""

    if isinstance(response, Declared):
        answers: dict[Any, Any] = {response.statuses: None, ERRORS | {416}: Problem}
        extra = response.extra
    else:
        answers, extra = {200: response, 304: None, _errors(router, auth): Problem}, {}

    def declare(view: View) -> View:
        declared = router.get(
            path,
            response=answers,
            openapi_extra=extra,
            summary=_summary(view),
            operation_id=view.__name__,
            auth=auth or NOT_SET,
        )(view)
        return decorate_view(strict)(declared)

    return declare


def post(
    router: Router,
    path: str,
    *,
    response: Any,  # noqa: ANN401 - a schema
    status: HTTPStatus = HTTPStatus.OK,
) -> Callable[[View], View]:
    """Declare a POST endpoint."""

    def declare(view: View) -> View:
        declared = router.post(
            path,
            response={status.value: response, _errors(router) | {400}: Problem},
            summary=_summary(view),
            operation_id=view.__name__,
        )(view)
        return decorate_view(strict)(declared)

    return declare


def delete(router: Router, path: str) -> Callable[[View], View]:
    """Declare a DELETE endpoint."""

    def declare(view: View) -> View:
        declared = router.delete(
            path,
            response={204: None, _errors(router): Problem},
            summary=_summary(view),
            operation_id=view.__name__,
        )(view)
        return decorate_view(strict)(declared)

    return declare


def _errors(router: Router, auth: Allowed | None = None) -> frozenset[int]:
    asks = auth is not None or router.auth is not NOT_SET
    return ERRORS | KEPT_OUT if asks else ERRORS


def _summary(view: View) -> str:
    return (view.__doc__ or "").partition("\n")[0].rstrip(".")
