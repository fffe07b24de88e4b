"""The public pages of research. See the package for how to make one."""

from django.urls import URLPattern

PAGES: list[URLPattern] = []
