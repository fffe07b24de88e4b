"""The public pages of the backlog."""

from django.urls import URLPattern

PAGES: list[URLPattern] = []
