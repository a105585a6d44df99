from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    """The app as Django knows it."""

    name = "repatria.web.registry"
    label = "registry"
    verbose_name = _("Registry")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand in what this app tells and asks on pages."""
        from repatria.web.registry import telling  # noqa: F401  importing hands it in
