"""The API ``/api/v1/`` and its OpenAPI document."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from . import problems
from .gateway import guarded
from .purging import keyed
from .views import changes, files, finding, items, places, previews, reading, resolve, webhooks

DESCRIPTION = """\
Articles, documents, static pages and media of legacy portals, and where they are now.

Lists answer `{"items": […], "next": URL or null}`; follow `next` until it is null. Errors are
`application/problem+json`; an unknown parameter is an error that names it. Every answer has a
strong `ETag`: send it back in `If-None-Match` and get 304 while nothing changed.
"""


class DeliveryAPI(NinjaAPI):
    """django-ninja, with errors declared as what they are."""

    def get_openapi_schema(self, *arguments: Any, **options: Any) -> OpenAPISchema:  # noqa: ANN401
        """Return the OpenAPI document; its error answers are problem documents."""
        schema = super().get_openapi_schema(*arguments, **options)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    content = response.get("content", {})
                    if int(status) >= HTTPStatus.BAD_REQUEST and "application/json" in content:
                        content[problems.CONTENT_TYPE] = content.pop("application/json")
        return schema


api = DeliveryAPI(
    title="Portalift",
    version="1.0.0",
    description=DESCRIPTION,
    urls_namespace="api-v1",
    docs_url="/docs",
    openapi_url="/openapi.json",
)
problems.install(api)
for subject in (items, places, files, finding, reading, changes, resolve, previews, webhooks):
    api.add_router("", subject.router)


def nothing_here(_request: HttpRequest, **_path: object) -> HttpResponse:
    """Answer an address that the API does not have."""
    return problems.problem(HTTPStatus.NOT_FOUND, "The API has no such address: see /api/v1/docs.")


def _patterns() -> list[URLPattern]:
    found, _app, _namespace = api.urls
    shown = [
        pattern
        if pattern.name in ("openapi-view",)
        else URLPattern(pattern.pattern, keyed(guarded(pattern.callback)), name=pattern.name)
        for pattern in found
        if pattern.name != "api-root"
    ]
    return [
        *shown,
        path("", guarded(nothing_here), name="api-root"),
        re_path(".*", guarded(nothing_here)),
    ]


urls = (_patterns(), "ninja", api.urls_namespace)
