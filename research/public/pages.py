"""The public pages of research. See the package for how to make one."""

from django.urls import URLPattern, path

from research.public import survey

PAGES: list[URLPattern] = [
    path("answer/<str:secret>/", survey.answer, name="answer"),
]
