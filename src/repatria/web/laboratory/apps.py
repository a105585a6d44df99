from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LaboratoryConfig(AppConfig):
    """The app as Django knows it."""

    name = "repatria.web.laboratory"
    label = "laboratory"
    verbose_name = _("Laboratory")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand in what this app tells on pages, and what follows here when persons are joined or parted."""
        from repatria.web.laboratory import following, telling  # noqa: F401  importing hands it in
