from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    """The app as Django knows it."""

    name = "repatria.web.review"
    label = "review"
    verbose_name = _("Review")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand in what this app tells and asks on pages, and what it derives from movements."""
        from repatria.web.review import following, telling  # noqa: F401  importing hands them in
