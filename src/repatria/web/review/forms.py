"""What a reviewer says."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.web.review.models import DecisionValue
from repatria.web.templatetags.repatria import QUESTIONS


class DecisionForm(forms.Form):
    """Same, not the same or cannot tell; a reason is welcome with each."""

    value = forms.ChoiceField(choices=[one for one in DecisionValue.choices if one[0] != DecisionValue.ASK])
    reason = forms.CharField(label=_("Reason (if you wish)"), max_length=500, required=False)


class QuestionForm(forms.Form):
    """Which row its sender is asked about, and what; out of a closed set, so that nothing of the other row is told."""

    field_order = ("side", "about", "reason")
    about = forms.ChoiceField(
        label=_("What to ask"),
        widget=forms.RadioSelect,
        choices=[(code, _(sentence)) for code, sentence in QUESTIONS.items()],
        initial="identity_asked",
    )
    reason = forms.CharField(
        label=_("Note for reviewers (if you wish)"),
        max_length=500,
        required=False,
        help_text=_("Stays with the pair; the party does not see it."),
    )

    def __init__(self, *args: Any, sides: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"] = forms.ChoiceField(label=_("Whom to ask"), widget=forms.RadioSelect, choices=sides)
        self.order_fields(self.field_order)


class RetractionForm(forms.Form):
    """Why every word on a link is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=500)
