"""The pages of the workplace that show research only, and where they are. All of them ask who it is."""

from django.urls import path

from research.admin import log

PAGES = [
    path("log/", log.view, name="log"),
]
