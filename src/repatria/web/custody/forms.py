"""What a person fills in about a movement: into which account, why, when, where, between whom, on what evidence."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repatria.web.accounts.models import Party, PartyRole
from repatria.web.custody import bridge, paths
from repatria.web.custody.actions import Said
from repatria.web.custody.models import Movement, Unit
from repatria.web.registry.models import Term

# Where the sides and those between them keep their clocks; UTC for whoever wishes no doubt.
ZONES = tuple(dict.fromkeys((settings.TIME_ZONE, "UTC", "Europe/Kyiv", "Europe/Moscow", "Europe/Istanbul")))

MISFITS = {
    "stays": gettext_lazy("Only somebody who did not arrive, is not in this round or was substituted stays there."),
    "with_holder": gettext_lazy("With this reason a person is with the holder: choose that account."),
    "same_hands": gettext_lazy("A handover leads into other hands."),
    "not_dead_there": gettext_lazy("After a death a person is among remains, in a mortuary, a laboratory or a grave."),
    "not_released_there": gettext_lazy("Only remains are released: to a family, home, for burial, or into transport."),
    "living": gettext_lazy("This account is for the dead: the reason would be a death."),
}


class HappenedForm(forms.Form):
    """When and where something happened, who stood by, and where the evidence lies."""

    day = forms.DateField(
        label=gettext_lazy("Day"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    clock = forms.TimeField(
        label=gettext_lazy("Time of day"),
        input_formats=["%H:%M"],
        widget=forms.TimeInput(
            format="%H:%M", attrs={"placeholder": "14:30", "inputmode": "numeric", "autocomplete": "off"}
        ),
        error_messages={"invalid": gettext_lazy("Write the time as 14:30.")},
    )
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=[(zone, zone) for zone in ZONES])
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)
    witness = forms.CharField(
        label=gettext_lazy("Witness"),
        max_length=64,
        required=False,
        help_text=gettext_lazy("a party or an organization, never a person's name"),
    )
    evidence = forms.CharField(
        label=gettext_lazy("Evidence"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("number or place of a document, not its text"),
    )
    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("needed if the time lies before the last movement: why it is recorded only now"),
    )

    latest: datetime | None = None

    def clean(self) -> dict[str, Any]:
        """Read day, time and zone as one moment, which has passed and does not lie before what is known."""
        filled: dict[str, Any] = super().clean() or {}
        if {"day", "clock", "zone"} <= filled.keys():
            self._read_moment(filled)
        return filled

    def _read_moment(self, filled: dict[str, Any]) -> None:
        zone = ZoneInfo(filled["zone"])
        moment = datetime.combine(filled["day"], filled["clock"], tzinfo=zone)
        # An hour that the clocks skipped or went through twice is not one moment.
        if moment.utcoffset() != moment.replace(fold=1).utcoffset():
            self.add_error("clock", _("The clocks were changed in this hour: give the time in UTC."))
        elif moment > timezone.now():
            self.add_error("clock", _("This time lies in the future: a movement is recorded when it has happened."))
        elif self.latest is not None and moment < self.latest and not filled.get("remark", "").strip():
            told = timezone.localtime(self.latest, zone).strftime("%Y-%m-%d %H:%M")
            self.add_error(
                "remark",
                _("The last movement was at %(time)s, later than this one: say why it is recorded only now.")
                % {"time": told},
            )
        filled["happened_at"] = moment


class MovementForm(HappenedForm):
    """One unit's next movement, from where the page showed it."""

    seq = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.ChoiceField(label=gettext_lazy("Into"))
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[(reason.value, reason.label) for reason in paths.RECORDABLE],
        help_text=gettext_lazy(
            "A handover, a release and a death take effect when a second person has confirmed them."
        ),
    )
    giver = forms.CharField(
        label=gettext_lazy("Given by"),
        max_length=64,
        required=False,
        help_text=gettext_lazy("a party or an organization, never a person's name"),
    )
    receiver = forms.CharField(label=gettext_lazy("Received by"), max_length=64, required=False)
    term_key = forms.ChoiceField(label=gettext_lazy("Counts for the term"), required=False)
    field_order = (
        "seq",
        "to",
        "reason",
        "day",
        "clock",
        "zone",
        "place",
        "giver",
        "receiver",
        "witness",
        "evidence",
        "term_key",
        "remark",
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.latest = Movement.objects.filter(unit=unit).aggregate(at=Max("happened_at"))["at"]
        codes = list(paths.destinations(unit))
        choices: dict[str, Any] = {name: field for name, field in self.fields.items() if name in {"to", "term_key"}}
        choices["to"].choices = [("", _("choose")), *((code, _account_words(code, unit)) for code in codes)]
        terms = Term.objects.order_by("position").values_list("key", "title")
        choices["term_key"].choices = [("", _("no term")), *terms]

    def clean(self) -> dict[str, Any]:
        """What the field rules cannot see: that the unit stands where it was shown, and that reason and goal fit."""
        filled = super().clean()
        if "seq" in filled and filled["seq"] != self.unit.seq:
            self.add_error(
                None,
                _("This has moved since the page was opened, and now stands in: %(account)s. Look at it again.")
                % {"account": _account_words(self.unit.account_id, None)},
            )
        elif {"to", "reason"} <= filled.keys():
            misfit = paths.misfit(self.unit, filled["to"], filled["reason"])
            if misfit:
                self.add_error("to", str(MISFITS[misfit]))
        return filled

    def said(self) -> Said:
        """What was said, once the form is valid."""
        names = ("to", "reason", "happened_at", "giver", "receiver", "witness", "place", "evidence", "term_key")
        return Said(**{name: self.cleaned_data[name] for name in names}, remark=self.cleaned_data["remark"])


class ReversalForm(forms.Form):
    """Why the latest movement is reversed."""

    movement = forms.UUIDField(widget=forms.HiddenInput)
    remark = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("stays beside both movements; no person's name"),
    )


class DecisionForm(forms.Form):
    """A second person's word on a proposed movement."""

    act = forms.ChoiceField(choices=[("confirm", "confirm"), ("refuse", "refuse")])
    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def neutral_code() -> str:
    """The letter of the neutral body, which stands by as a rule."""
    code = Party.objects.filter(role=PartyRole.NEUTRAL).values_list("pk", flat=True).first()
    return code or ""


def _account_words(code: str, unit: Unit | None) -> str:
    words = bridge.account_words(*paths.split_code(code))
    return _("stays: %(account)s") % {"account": words} if unit is not None and code == unit.account_id else words
