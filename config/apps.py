from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The composition root: first in INSTALLED_APPS so that its commands win over Django's own."""

    name = "config"
