"""Addresses for readers: plain pages, feeds, sitemaps."""

from __future__ import annotations

from django.urls import path

from . import feeds, pages

urlpatterns = [
    path("items/<int:page_id>/", pages.plain_page, name="plain-page"),
    path("feeds/portals/<slug:slug>.atom", feeds.portal_feed, name="portal-feed"),
    path("feeds/sections/<int:section_id>.atom", feeds.section_feed, name="section-feed"),
    path("feeds/destinations/<slug:slug>.atom", feeds.destination_feed, name="destination-feed"),
    path("sitemap.xml", feeds.sitemap_index, name="sitemaps"),
    path("sitemaps/<slug:slug>-<int:page>.xml", feeds.portal_sitemap, name="portal-sitemap"),
]
