"""What people fill in about themselves and about who works here."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from repatria.web.accounts.models import Party, Role, RowDensity, Theme, User

# Languages name themselves: who reads no English must find their own.
LANGUAGE_NAMES = {"uk": "Українська", "ru": "Русский", "en": "English"}


class AppearanceForm(forms.Form):
    """Language, theme and density of one's own pages."""

    language = forms.ChoiceField(
        label=_("Language"), choices=[(code, LANGUAGE_NAMES[code]) for code, _name in settings.LANGUAGES]
    )
    theme = forms.ChoiceField(label=_("Theme"), choices=Theme.choices)
    density = forms.ChoiceField(label=_("Table rows"), choices=RowDensity.choices)


class _NewPassword(forms.Form):
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters. Hand it over in person; the person changes it with you."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )


class NewUserForm(_NewPassword):
    """A person to be let in."""

    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=_("A working name, not the person's full name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    party = forms.ModelChoiceField(label=_("Party"), queryset=Party.objects.all())
    field_order = ["username", "role", "party", "password"]

    def clean_username(self) -> str:
        """Refuse a name that is taken."""
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("This sign-in name is taken."))
        return username

    def clean(self) -> dict[str, Any]:
        """Check the password against the name."""
        filled: dict[str, Any] = super().clean() or {}
        if password := filled.get("password"):
            try:
                validate_password(password, User(username=filled.get("username", "")))
            except forms.ValidationError as refused:
                self.add_error("password", refused)
        return filled


class PasswordForm(_NewPassword):
    """A new password for somebody."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Check it against the house's rules."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password
