from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    """The app as Django knows it."""

    name = "repatria.web.review"
    label = "review"
    verbose_name = _("Review")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand in what this app tells and asks on pages."""
        from repatria.web.review import telling  # noqa: F401  importing hands it in
