from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    """The app as Django knows it."""

    name = "repatria.web.journal"
    label = "journal"
    verbose_name = _("Journal")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what the app below tells."""
        from repatria.web.journal import receivers  # noqa: F401  importing connects them
