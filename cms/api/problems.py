"""Errors as ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

import json
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

CONTENT_TYPE = "application/problem+json"
DOCS = "https://portalift.example/problems/"


class BadParametersError(Exception):
    """The request's parameters are wrong: pairs of name and what is wrong with it."""

    def __init__(self, *errors: tuple[str, str]) -> None:
        self.errors = errors
        super().__init__(*errors)


def problem(
    status: HTTPStatus, detail: str, *, errors: tuple[tuple[str, str], ...] = ()
) -> HttpResponse:
    """Build the answer for an error."""
    content: dict[str, object] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
    }
    if errors:
        content["errors"] = [{"parameter": name, "message": message} for name, message in errors]
    answer = HttpResponse(
        json.dumps(content, ensure_ascii=False), status=status, content_type=CONTENT_TYPE
    )
    answer["Cache-Control"] = "no-store"
    return answer


def bad_parameters(errors: tuple[tuple[str, str], ...]) -> HttpResponse:
    """Name the parameters that are wrong."""
    detail = "; ".join(f"{name}: {message}" for name, message in errors)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=errors)


def install(api: NinjaAPI) -> None:
    """Make every exception that a client can cause a problem document."""

    @api.exception_handler(BadParametersError)
    def _bad(_request: HttpRequest, error: BadParametersError) -> HttpResponse:
        return bad_parameters(error.errors)

    @api.exception_handler(ValidationError)
    def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
        return bad_parameters(
            tuple((_parameter(one["loc"]), str(one["msg"])) for one in error.errors)
        )

    @api.exception_handler(Http404)
    def _missing(_request: HttpRequest, _error: Http404) -> HttpResponse:
        return problem(HTTPStatus.NOT_FOUND, "Nothing is published here.")

    @api.exception_handler(HttpError)
    def _http(_request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(HTTPStatus(error.status_code), str(error))


def _parameter(location: tuple[object, ...]) -> str:
    """Return the last name in a location such as ``("query", "filters", "limit")``."""
    names = [part for part in location if isinstance(part, str)]
    return names[-1] if names else "request"
