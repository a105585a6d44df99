"""What people ask the registry for, and how a party answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.web.registry.models import AnswerValue

ANY = [("", _("all"))]


class PeopleForm(forms.Form):
    """Search words and facets; always sent by POST, so that no name stands in an address."""

    words = forms.CharField(
        label=_("Name, number or tag"),
        max_length=200,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "data-search": "", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    purpose = forms.ChoiceField(label=_("List says"), required=False, widget=forms.RadioSelect)
    sender = forms.ChoiceField(label=_("Sent by"), required=False, widget=forms.RadioSelect)
    status = forms.ChoiceField(label=_("Status"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, values in choices.items():
            field: Any = self.fields[name]
            field.choices = [*ANY, *values]
            field.widget.attrs["data-submit"] = ""
            if not values:
                del self.fields[name]

    def wanted(self) -> dict[str, str]:
        """What was asked, once the form is valid, as the session keeps it."""
        return {name: value for name, value in self.cleaned_data.items() if value}


class AnswerForm(forms.Form):
    """One of the closed set of answers, with a reason and where the evidence lies."""

    value = forms.ChoiceField(label=_("Answer"), choices=AnswerValue.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    evidence = forms.CharField(
        label=_("Evidence"), max_length=200, required=False, help_text=_("number or place of a document, not its text")
    )
