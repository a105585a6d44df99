from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustodyConfig(AppConfig):
    """The app as Django knows it."""

    name = "repatria.web.custody"
    label = "custody"
    verbose_name = _("Custody")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand in what this app tells on pages."""
        from repatria.web.custody import telling  # noqa: F401  importing hands it in
