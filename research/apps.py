from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ResearchConfig(AppConfig):
    name = "research"
    verbose_name = "Research"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Groups can only be given permissions once every app's permissions exist, which is after each
        # migrate; nothing but this signal tells when that is. The import waits for the app registry.
        from research.meaning import storage  # noqa: PLC0415
        from research.operations import roles  # noqa: PLC0415

        post_migrate.connect(roles.ensure_after_migrate, dispatch_uid="research.roles.ensure")
        post_migrate.connect(storage.ensure, sender=self, dispatch_uid="research.meaning.ensure")
