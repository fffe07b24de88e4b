"""The pages of the workplace that show research only, and where they are. All of them ask who it is."""

from django.urls import path

from research.admin import log, reader

PAGES = [
    path("log/", log.view, name="log"),
    path("notes/<int:pk>/", reader.view, name="note"),
    path("notes/<int:pk>/marks/", reader.marks, name="note_marks"),
]
