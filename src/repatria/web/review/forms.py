"""What a reviewer says."""

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.web.review.models import DecisionValue


class DecisionForm(forms.Form):
    """Same, not the same, cannot tell, or ask; a reason is welcome with each."""

    value = forms.ChoiceField(choices=DecisionValue.choices)
    reason = forms.CharField(label=_("Reason (if you wish)"), max_length=500, required=False)


class RetractionForm(forms.Form):
    """Why every word on a link is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=500)
