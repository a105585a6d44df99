"""What a coordinator fills in about the outcome of a locked round."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repatria.web.custody.forms import HappenedForm
from repatria.web.custody.models import Reason
from repatria.web.exchanges.models import Placement

CHOSEN = "chosen"


def ticket(placement: Placement) -> str:
    """How a form names a person as shown: the unit, and the number of its last movement."""
    return f"{placement.unit_id}:{placement.unit.seq}"


class OutcomeForm(HappenedForm):
    """What became of the chosen people, or of everybody of a leg and side for whom it is still open."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        widget=forms.RadioSelect,
        choices=[
            (Reason.HANDED_OVER.value, gettext_lazy("handed over")),
            (Reason.NO_SHOW.value, gettext_lazy("did not arrive")),
            (Reason.REFUSED.value, gettext_lazy("not in this round")),
            (Reason.SUBSTITUTED.value, gettext_lazy("substituted: somebody else goes, in a round of their own")),
            (Reason.DIED.value, gettext_lazy("died")),
        ],
        help_text=gettext_lazy(
            "Handovers wait for a delegate of either side, deaths for a second person of the neutral body; "
            "the rest takes effect at once."
        ),
    )
    whom = forms.ChoiceField(label=gettext_lazy("For whom"))
    persons = forms.MultipleChoiceField(required=False, error_messages={"invalid_choice": ""})
    field_order = ("reason", "whom", "day", "clock", "zone", "place", "witness", "evidence", "remark", "persons")

    def __init__(self, *args: Any, still_open: Sequence[Placement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.still_open = still_open
        groups: dict[tuple[int, str], int] = {}
        for one in still_open:
            groups[one.leg, one.holder_id] = groups.get((one.leg, one.holder_id), 0) + 1
        choices: dict[str, Any] = {name: field for name, field in self.fields.items() if name in {"whom", "persons"}}
        choices["whom"].choices = [
            (CHOSEN, _("those chosen in the list")),
            *(
                (
                    f"{leg}:{holder}:{n}",
                    _("leg %(leg)s, all still open whom %(party)s gives: %(n)s")
                    % {"leg": leg, "party": holder, "n": n},
                )
                for (leg, holder), n in sorted(groups.items())
            ),
        ]
        choices["persons"].choices = [(ticket(one), ticket(one)) for one in still_open]

    def clean(self) -> dict[str, Any]:
        """Read whom it concerns; somebody who has moved or is settled since is told as a change of the page."""
        filled = super().clean()
        if self.has_error("persons") or self.has_error("whom"):
            self.add_error(None, _("Somebody has moved or was settled since the page was opened. Look at it again."))
        elif filled.get("whom") == CHOSEN and not filled.get("persons"):
            self.add_error(None, _("Nobody was chosen."))
        return filled

    def shown(self) -> dict[UUID, int]:
        """Units and the number of their last movement as shown, once the form is valid."""
        chosen: Collection[str] = self.cleaned_data["persons"]
        if self.cleaned_data["whom"] != CHOSEN:
            leg, holder, _n = self.cleaned_data["whom"].split(":")
            chosen = [ticket(one) for one in self.still_open if (str(one.leg), one.holder_id) == (leg, holder)]
        return {UUID(unit): int(seq) for unit, seq in (one.split(":") for one in chosen)}
