"""What people of the laboratory and of the board fill in."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repatria.errors import InputUnusable
from repatria.web.accounts.models import Party, PartyRole
from repatria.web.laboratory import particulars
from repatria.web.laboratory.actions import Row, Step
from repatria.web.laboratory.models import (
    AMFile,
    Donor,
    FrequencyTable,
    ReturnDecision,
    SealEvent,
    Sex,
)
from repatria.web.laboratory.models.families import Scope
from repatria.web.laboratory.models.particulars import Kind

LETTERS = ("A", "B", "C1", "C2", "C3", "D1", "D2", "D3", "D4", "E1", "E2", "E3", "E4", "F1", "F2", "G")
_ALLELE = re.compile(r"\d{1,2}(\.[1-9])?|[XY]|\?")


class OpenPMForm(forms.Form):
    """A file for one bag or part."""

    tag = forms.CharField(
        label=gettext_lazy("Tag"), max_length=64, required=False, help_text=gettext_lazy("where the list states none")
    )
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), choices=Sex.choices, required=False)


class OpenAMForm(forms.Form):
    """A file for one row of a list of the missing, by list and row: the laboratory works without names."""

    party_list = forms.ChoiceField(label=gettext_lazy("List"))
    row = forms.IntegerField(label=gettext_lazy("Row"), min_value=1)

    def __init__(self, *args: Any, lists: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["party_list"]
        field.choices = list(lists)


class SectionForm(forms.Form):
    """One field of a file under both of INTERPOL's references."""

    number = forms.IntegerField(label=gettext_lazy("Number on the form"), min_value=100, max_value=999)
    letter = forms.ChoiceField(label=gettext_lazy("Section, old lettering"), choices=[(one, one) for one in LETTERS])
    text = forms.CharField(label=gettext_lazy("Finding"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ParticularForm(forms.Form):
    """One particular as one reader finds it."""

    kind = forms.ChoiceField(label=gettext_lazy("What"), choices=Kind.choices)
    value = forms.CharField(
        label=gettext_lazy("As I read it"),
        max_length=300,
        help_text=gettext_lazy("25-35 · 178 · 2025-06-01 · 48.10, 37.80 · M or F · human, empty or animal"),
    )
    number = forms.IntegerField(
        label=gettext_lazy("Number on the form"),
        min_value=100,
        max_value=999,
        required=False,
        help_text=gettext_lazy("left empty, the hundred to which it belongs"),
    )
    letter = forms.ChoiceField(
        label=gettext_lazy("Section, old lettering"),
        choices=[("", "–"), *((one, one) for one in LETTERS)],
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be read as this kind."""
        filled: dict[str, Any] = super().clean() or {}
        try:
            particulars.normal(filled.get("kind", ""), filled.get("value", ""))
        except InputUnusable as unreadable:
            self.add_error("value", _(str(unreadable)))
        return filled


class NoteForm(forms.Form):
    """What a named person says of a body beside a missing person."""

    code = forms.CharField(max_length=16)
    text = forms.CharField(max_length=500)


class SealForm(forms.Form):
    """One line of a unit's log of seals."""

    number = forms.CharField(label=gettext_lazy("Number of the seal"), max_length=64)
    event = forms.ChoiceField(label=gettext_lazy("What was seen or done"), choices=SealEvent.choices)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)
    remark = forms.CharField(label=gettext_lazy("Remark"), max_length=500, required=False)


class PartsForm(forms.Form):
    """Parts taken out of a bag: a line for each, its tag and the least number of individuals."""

    parts = forms.CharField(
        label=gettext_lazy("Parts, one a line: tag, least number of individuals"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_parts(self) -> list[tuple[str, int | None]]:
        """Pairs of tag and number."""
        found: list[tuple[str, int | None]] = []
        for line in self.cleaned_data["parts"].splitlines():
            tag, _sep, n = (part.strip() for part in line.partition(","))
            if not tag and not n:
                continue
            if not tag or (n and not n.isdecimal()):
                raise forms.ValidationError(_("Write each line as: tag, number."))
            found.append((tag, int(n) if n else None))
        if not found:
            raise forms.ValidationError(_("Name at least one part."))
        return found


class SampleForm(forms.Form):
    """A new sample."""

    number = forms.CharField(
        label=gettext_lazy("Number of the sample"),
        max_length=32,
        required=False,
        help_text=gettext_lazy("left empty, the next free one"),
    )
    material = forms.CharField(label=gettext_lazy("Material"), max_length=64, required=False)
    seal = forms.CharField(label=gettext_lazy("Seal"), max_length=64, required=False)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)

    def said(self) -> Step:
        """What was said of the taking."""
        return Step(seal=self.cleaned_data["seal"], place=self.cleaned_data["place"])


class StepForm(forms.Form):
    """The next step of a sample's custody."""

    event = forms.ChoiceField(label=gettext_lazy("Step"))
    giver = forms.CharField(label=gettext_lazy("Given by"), max_length=64, required=False)
    receiver = forms.CharField(label=gettext_lazy("Received by"), max_length=64, required=False)
    seal = forms.CharField(label=gettext_lazy("Seal as found"), max_length=64, required=False)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)
    remark = forms.CharField(label=gettext_lazy("Remark"), max_length=500, required=False)

    def __init__(self, *args: Any, steps: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["event"]
        field.choices = list(steps)

    def said(self) -> Step:
        """What was said of the step."""
        return Step(**{name: self.cleaned_data[name] for name in ("giver", "receiver", "seal", "place", "remark")})


class ReadingForm(forms.Form):
    """One analyst's reading: a field for each locus, "12 13", "12" where read twice, "12 ?" where one was not read."""

    kit = forms.CharField(label=gettext_lazy("Kit"), max_length=64, required=False)

    def __init__(self, *args: Any, loci: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.loci = list(loci)
        for at, locus in enumerate(self.loci):
            self.fields[f"locus_{at}"] = forms.CharField(
                label=locus,
                required=False,
                max_length=40,
                widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "mono"}),
            )

    def clean(self) -> dict[str, Any]:
        """Refuse what is no allele, by locus; the letters typed are not repeated."""
        filled: dict[str, Any] = super().clean() or {}
        for at, _locus in enumerate(self.loci):
            words = str(filled.get(f"locus_{at}", "")).replace(",", " ").split()
            if any(not _ALLELE.fullmatch(word) for word in words) or words[:1] == ["?"]:
                self.add_error(f"locus_{at}", _("Write alleles as 12 13, or 9.3; ? for one that was not read."))
        return filled

    def alleles(self) -> dict[str, list[str | None]]:
        """Locus → alleles, once the form is valid; loci left empty were not read."""
        found: dict[str, list[str | None]] = {}
        for at, locus in enumerate(self.loci):
            words = str(self.cleaned_data[f"locus_{at}"]).replace(",", " ").split()
            if words:
                found[locus] = [None if word == "?" else word for word in words]
        return found


class DonorForm(forms.Form):
    """A new donor's consent."""

    owner = forms.ChoiceField(label=gettext_lazy("Party"), required=False)
    scope = forms.ChoiceField(label=gettext_lazy("Consent"), choices=Scope.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        sides = Party.objects.filter(role=PartyRole.SIDE).values_list("pk", flat=True)
        field.choices = [("", _("one's own")), *((code, code) for code in sides)]


# What people write into the column "missing", in the languages of the pages; anything else is asked about.
_MISSING = {"missing", "розшукується", "разыскивается", "yes", "так", "да", "x", "+", "1"}
_NOT_MISSING = {"", "no", "ні", "нет", "-", "0"}


class FamilyForm(forms.Form):
    """A pedigree as rows: member, father, mother, sex, missing, donor, AM file."""

    owner = forms.ChoiceField(label=gettext_lazy("Party"), required=False)
    rows = forms.CharField(
        label=gettext_lazy("Members, one a line: member, father, mother, sex, missing, donor, AM file"),
        widget=forms.Textarea(attrs={"rows": 8, "class": "mono", "spellcheck": "false"}),
        help_text=gettext_lazy("father,,,M / mother,,,F,,D-A-0001 / son,father,mother,M,missing,,AM-A-0001"),
    )

    def __init__(self, *args: Any, donors: Any, files: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.donors, self.am_files = donors, files
        field: Any = self.fields["owner"]
        sides = Party.objects.filter(role=PartyRole.SIDE).values_list("pk", flat=True)
        field.choices = [("", _("one's own")), *((code, code) for code in sides)]

    def clean_rows(self) -> list[Row]:
        """The rows of the pedigree; a donor or a file that the reader may not see is as if it did not exist."""
        donors: dict[str, Donor] = {one.number: one for one in self.donors}
        am_files: dict[str, AMFile] = {one.number: one for one in self.am_files}
        rows = []
        for at, line in enumerate(self.cleaned_data["rows"].splitlines(), start=1):
            if not line.strip():
                continue
            cells = [cell.strip() for cell in line.split(",")] + [""] * 7
            key, father, mother, sex, missing, donor, am = cells[:7]
            if (
                not key
                or sex.upper() not in {"", "M", "F"}
                or missing.casefold() not in _MISSING | _NOT_MISSING
                or (donor and donor not in donors)
                or (am and am not in am_files)
            ):
                raise forms.ValidationError(
                    _("Line %(n)s cannot be read: look at sex, missing, donor and AM file.") % {"n": at}
                )
            rows.append(
                Row(
                    key=key[:32],
                    father=father[:32],
                    mother=mother[:32],
                    sex=sex.upper(),
                    is_missing=missing.casefold() in _MISSING,
                    donor=donors.get(donor),
                    am=am_files.get(am),
                )
            )
        return rows


class TieForm(forms.Form):
    """Which donor or which AM file a member of a family is."""

    donor = forms.ModelChoiceField(queryset=Donor.objects.none(), required=False, label=gettext_lazy("Donor"))
    am = forms.ModelChoiceField(queryset=AMFile.objects.none(), required=False, label=gettext_lazy("AM file"))

    def __init__(self, *args: Any, donors: Any, files: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["donor"].queryset, fields["am"].queryset = donors, files
        for name in ("donor", "am"):
            fields[name].label_from_instance = lambda one: one.number


class UploadForm(forms.Form):
    """A file of profiles, families or frequencies."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What the file holds"),
        choices=[
            ("bodies", gettext_lazy("profiles of remains by their tags, CSV")),
            ("references", gettext_lazy("profiles of relatives by family and member, CSV")),
            ("csv", gettext_lazy("profiles by numbers of samples, CSV")),
            ("genemapper", gettext_lazy("profiles by numbers of samples, GeneMapper table")),
            ("codis", gettext_lazy("profiles by numbers of samples, CODIS CMF 3.x XML")),
            ("families", gettext_lazy("families, CSV: family, id, father, mother, sex, missing")),
            ("frequencies", gettext_lazy("frequencies of alleles, CSV")),
        ],
    )
    one_allele = forms.ChoiceField(
        label=gettext_lazy("One allele alone means"),
        choices=[
            ("unknown", gettext_lazy("the second one was not read")),
            ("homozygous", gettext_lazy("both are the same")),
        ],
    )
    owner = forms.ChoiceField(label=gettext_lazy("Families of party"), required=False)
    file = forms.FileField(label=gettext_lazy("File"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        sides = Party.objects.filter(role=PartyRole.SIDE).values_list("pk", flat=True)
        field.choices = [("", _("one's own")), *((code, code) for code in sides)]


class RunForm(forms.Form):
    """What a comparison takes for granted."""

    frequencies = forms.ModelChoiceField(
        queryset=FrequencyTable.objects.all(), label=gettext_lazy("Frequencies"), empty_label=None
    )
    threshold = forms.FloatField(
        label=gettext_lazy("Keep pairs from log10 LR"), min_value=-3, max_value=12, initial=2.0
    )
    not_listed = forms.FloatField(
        label=gettext_lazy("Prior probability that a body is nobody on the lists"),
        min_value=0.0,
        max_value=0.99,
        initial=0.1,
        help_text=gettext_lazy("the rest is spread evenly over the open cases that the sex allows"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["frequencies"]
        field.label_from_instance = lambda one: one.name


class ReasonForm(forms.Form):
    """Why something is refused or retracted."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("stays beside the act; no person's name"),
    )


class ReturnForm(forms.Form):
    """What is to become of a body of the other side."""

    decision = forms.ChoiceField(label=gettext_lazy("Decision"), choices=ReturnDecision.choices)
