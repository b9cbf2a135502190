"""Plain pages of portals and sections, and archived copies."""

from __future__ import annotations

from django.urls import path

from . import archived, pages, views

urlpatterns = [
    path("", views.front, name="front"),
    path("portals/<slug:slug>/", pages.portal_page, name="legacy-portal"),
    path("sections/<int:section_id>/", pages.section_page, name="legacy-section"),
    path("archived/<int:pk>/", archived.for_everybody, name="legacy-archived"),
]
