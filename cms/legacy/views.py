"""Plain readable pages: what is shown of an item or a list as long as no front end is set."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe
from wagtail.models import Page

from cms.articles.models.items import ItemPage
from cms.articles.models.sections import ListPage
from cms.catalog.addresses import plain_path, public_url


@require_safe
def item(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show a live page of ours; one that has a front end leads there.

    ``?print=1`` leaves out all but the text, ``?save=1`` sends the same as a file: both are asked
    of public portals by law (Decree 42/2022/NĐ-CP, article 7).
    """
    page = Page.objects.live().filter(pk=page_id).first()
    page = page.specific if page else None
    if not isinstance(page, ItemPage | ListPage) or page.get_view_restrictions():
        raise Http404
    keeps = "print" in request.GET or "save" in request.GET
    if isinstance(page, ItemPage) and not keeps:
        address = public_url(page)
        if address != plain_path(page.pk):
            return HttpResponseRedirect(address)
    context = {**page.get_context(request), "printing": keeps, "language": "vi"}
    text = render_to_string(page.template, context, request=request)
    response = HttpResponse(text)
    response["Content-Security-Policy"] = "default-src 'self'; style-src 'unsafe-inline'"
    if "save" in request.GET:
        response["Content-Disposition"] = f'attachment; filename="{page.slug}.html"'
    return response
