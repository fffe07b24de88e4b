"""The pages of the workplace that show what was decided, beside what was heard. All of them ask who it is."""

from django.urls import path

from backlog.admin import palette, who_says_so

PAGES = [
    path("palette/", palette.view, name="palette"),
    path("who-says-so/<int:pk>/", who_says_so.view, name="who-says-so"),
]
