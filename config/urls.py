"""What is served where."""

from django.contrib import admin
from django.urls import include, path

from config import api
from research.admin import invitations, log

urlpatterns = [
    path("api/", include(api)),
    path("log/", admin.site.admin_view(log.view), name="log"),
    path("join/<str:secret>/", invitations.join, name="join"),
    path("", admin.site.urls),
]
