from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class ConfigConfig(AppConfig):
    """The composition root: first in INSTALLED_APPS so that its commands win over Django's own."""

    name = "config"
    default = True


class WorkplaceConfig(admin_apps.AdminConfig):
    """Django's admin, with our own site as the default: menu and home page are the workplace's."""

    default = False
    default_site = "backlog.admin.site.workplace"
