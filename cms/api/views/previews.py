"""Drafts, for front ends that show an editor what is not published yet."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from django.core.exceptions import ObjectDoesNotExist
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Path, Query, Router
from pydantic import StringConstraints
from wagtail.models import Page

from cms.articles.models import ITEM_MODELS
from cms.articles.models.items import ItemPage
from cms.catalog import changes
from cms.catalog.building import build_draft
from cms.catalog.places import places

from ..items import show, view_of
from ..models import Scope, Token
from ..parameters import Id, Shape, Text
from ..requests import origin
from ..routing import get
from ..schemas import Item, PartialItem
from ..tokens import Allowed

router = Router(tags=["previews"])
PREVIEW_AGE = timedelta(days=1)
NEVER_SAVED = 0
"""The `id` of a page that is being written and stands nowhere yet."""
MODELS = {f"{model._meta.app_label}.{model._meta.model_name}": model for model in ITEM_MODELS}

ANY_MODEL = f"^({'|'.join(map(re.escape, MODELS))})$"


class PreviewKey(Shape):
    """What wagtail-headless-preview hands to the front end."""

    content_type: Annotated[str, StringConstraints(pattern=ANY_MODEL)] = Field(
        description="Page type, as it was handed over.", examples=["articles.articlepage"]
    )
    token: Text = Field(description="Signed; good for a day.")


@get(router, "preview/", response=Item | PartialItem)
def show_preview(request: HttpRequest, key: Query[PreviewKey]) -> HttpResponse:
    """Show what an editor sees in the preview panel, unsaved changes included.

    A page that was never saved has the `id` 0.
    """
    model = MODELS[key.content_type]
    try:
        model.get_preview_signer().unsign(key.token, max_age=PREVIEW_AGE)
        page = model.get_page_from_preview_token(key.token)
    except (BadSignature, ObjectDoesNotExist):
        page = None
    if page is None:
        raise Http404
    page.pk = page.pk or NEVER_SAVED
    return _shown(request, page, key)


@get(
    router,
    "items/{item_id}/draft/",
    response=Item | PartialItem,
    auth=Allowed(Scope.PREVIEW),
)
def show_draft(request: HttpRequest, item_id: Path[Id], shape: Query[Shape]) -> HttpResponse:
    """Show the newest draft of an item, published or not."""
    found = Page.objects.filter(pk=item_id).first()
    page = found.get_latest_revision_as_object() if found else None
    token: Token = request.auth
    if not isinstance(page, ItemPage) or token.portal_id not in (None, page.portal_id):
        raise Http404
    return _shown(request, page, shape)


def _shown(request: HttpRequest, page: ItemPage, shape: Shape) -> HttpResponse:
    versions = changes.versions()
    view = view_of(shape, places=places(versions.places), origin=origin(request), detail=True)
    entry = build_draft(page)
    row = {name: getattr(entry, name) for name in (*view.columns, "body")}
    answer = HttpResponse(
        show([row], view)[0], content_type="application/json", status=HTTPStatus.OK
    )
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
