"""Addresses for readers: plain pages, feeds, sitemaps."""

from __future__ import annotations

from django.urls import path

from . import feeds, pages
from .purging import keyed

urlpatterns = [
    path("items/<int:page_id>/", keyed(pages.plain_page), name="plain-page"),
    path("feeds/portals/<slug:slug>.atom", keyed(feeds.portal_feed), name="portal-feed"),
    path("feeds/sections/<int:section_id>.atom", keyed(feeds.section_feed), name="section-feed"),
    path(
        "feeds/destinations/<slug:slug>.atom",
        keyed(feeds.destination_feed),
        name="destination-feed",
    ),
    path("sitemap.xml", keyed(feeds.sitemap_index), name="sitemaps"),
    path("sitemaps/<slug:slug>-<int:page>.xml", keyed(feeds.portal_sitemap), name="portal-sitemap"),
]
