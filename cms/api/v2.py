"""Wagtail's own read API, over all portals, without its answer 500 to what it cannot read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.utils.urlpatterns import decorate_urlpatterns

View = Callable[..., HttpResponse]


class AllPagesAPIViewSet(PagesAPIViewSet):
    """Pages of every portal: portals are no Wagtail sites."""

    def get_root_page(self) -> Page:
        """Return what stands above all portals."""
        return Page.get_first_root_node()

    def get_base_queryset(self) -> PageQuerySet:
        """Return all pages that everybody may see."""
        return Page.objects.live().public().filter(depth__gt=1)


router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", AllPagesAPIViewSet)
router.register_endpoint("images", ImagesAPIViewSet)
router.register_endpoint("documents", DocumentsAPIViewSet)


def readable(view: View) -> View:
    """Refuse what no database takes: NUL in a text, a number beyond 64 bits."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        asked = (request.path, *(part for pair in request.GET.items() for part in pair))
        if any("\0" in text for text in asked):
            return _refused("NUL is not allowed")
        try:
            return view(request, *args, **kwargs)
        except (DataError, OverflowError) as error:
            return _refused(str(error).partition("\n")[0])

    return answer


def _refused(message: str) -> HttpResponse:
    return JsonResponse({"message": message}, status=HTTPStatus.BAD_REQUEST)


patterns, namespace, _ = router.urls
urls = (decorate_urlpatterns(patterns, readable), namespace, namespace)
