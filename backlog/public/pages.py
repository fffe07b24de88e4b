"""The public pages of the backlog."""

from django.urls import URLPattern, path

from backlog.public import kano, roadmap

PAGES: list[URLPattern] = [
    path("shared/roadmap/<str:secret>/", roadmap.view, name="shared_roadmap"),
    path("shared/roadmap/<str:secret>/timeline.svg", roadmap.picture, name="shared_roadmap_picture"),
    path("shared/roadmap/<str:secret>/<int:pk>/", roadmap.says_so, name="shared_roadmap_says_so"),
    path("features/<str:secret>/", kano.answer, name="kano_form"),
]
