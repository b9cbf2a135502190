"""Addresses of the plain pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [path("items/<int:page_id>/", views.item, name="item")]
