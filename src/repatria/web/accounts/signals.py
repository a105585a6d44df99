"""What happens to users, told to whoever keeps the journal: this app lies below it and cannot call it."""

from django.dispatch import Signal

# Sent with ``actor``, ``user`` and ``act``, one of "created", "changed", "deactivated", "activated", "password_set".
user_changed = Signal()
