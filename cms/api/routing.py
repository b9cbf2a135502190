"""One way to declare an endpoint, so that all answer errors and conditions alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from ninja import Router
from ninja.decorators import decorate_view

from .gateway import strict
from .schemas import Problem

View = Callable[..., HttpResponse]
ERRORS = frozenset({404, 405, 414, 422, 429})


def get(
    router: Router,
    path: str,
    *,
    response: Any,  # noqa: ANN401 - a schema, or a union of schemas
) -> Callable[[View], View]:
    """Declare a GET endpoint; its function returns the finished answer."""

    def declare(view: View) -> View:
        declared = router.get(
            path,
            response={200: response, 304: None, ERRORS: Problem},
            summary=(view.__doc__ or "").partition("\n")[0].rstrip("."),
            operation_id=view.__name__,
        )(view)
        return decorate_view(strict)(declared)

    return declare
