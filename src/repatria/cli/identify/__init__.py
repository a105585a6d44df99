"""``repatria identify``: whose bodies these are, proposed from profiles, families and frequencies."""

from repatria.cli.identify.command import register

__all__ = ["register"]
