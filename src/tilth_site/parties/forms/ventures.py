"""The forms about a venture: its founders, its stage, the organisation it became."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tilth.parties import commands as ask
from tilth.parties.commands import Command
from tilth.parties.model import NEXT_STAGES, NameKind, Stage, Venture
from tilth_site.parties.forms.base import DeedForm, OneLine, Subject, names_typed
from tilth_site.parties.queries import find_organisation, find_person
from tilth_site.parties.wording import stage_name

__all__ = [
    "AddFounderForm",
    "AdvanceForm",
    "CorrectStageForm",
    "IncorporateForm",
    "RegisterVentureForm",
    "RemoveFounderForm",
    "UnmergeVentureForm",
    "WithdrawIncorporationForm",
]


class _Day(forms.DateField):
    """A day, chosen from a calendar where the browser has one; today unless said otherwise."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, *, label: object) -> None:
        super().__init__(label=label, initial=timezone.localdate, input_formats=["%Y-%m-%d"])  # type: ignore[arg-type]


class RegisterVentureForm(DeedForm):
    """A venture to make known."""

    name_zh = OneLine(label=_("Name in Chinese"), required=False)
    name_en = OneLine(label=_("Name in English"), required=False, help_text=_("One of the two is enough."))
    founders = forms.CharField(
        label=_("Founders"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: the person’s id (per_…), or the e-mail address of the login."),
    )  # fmt: skip
    on = _Day(label=_("Day of the application"))

    def clean_founders(self) -> tuple[str, ...]:
        """The founders' ids."""
        lines = [line.strip() for line in str(self.cleaned_data["founders"]).splitlines() if line.strip()]
        found = {line: find_person(self.subject.actor, line) for line in lines}
        unknown = [line for line, person in found.items() if person is None]
        if unknown:
            raise forms.ValidationError(
                gettext("Nobody whom you may name is known as %(typed)s. Give the person’s id.")
                % {"typed": gettext(", ").join(unknown)}
            )
        return tuple(found[line] or "" for line in lines)

    def command(self) -> Command:
        """The venture, under the id that the key holds."""
        given = self.cleaned_data
        return ask.RegisterVenture(
            self.id_for("ven"), names_typed(given, NameKind.SHORT), given["founders"], given["on"]
        )


class _VentureForm(DeedForm):
    @property
    def venture(self) -> Venture:
        """What the form is about."""
        assert isinstance(self.subject.party, Venture), "the view loads ventures for these forms"
        return self.subject.party


class AddFounderForm(_VentureForm):
    """A founder more."""

    person = OneLine(
        label=_("Person"), help_text=_("The person’s id (per_…), or the e-mail address of the login.")
    )

    def clean_person(self) -> str:
        """The person's id."""
        return self.person_typed("person")

    def command(self) -> Command:
        """The founder, to be added."""
        return ask.AddFounder(self.subject.id, self.cleaned_data["person"])


class RemoveFounderForm(_VentureForm):
    """A founder less."""

    person = forms.ChoiceField(label=_("Founder"))

    def choices(self) -> Mapping[str, Iterable[tuple[str, str]]]:
        """The founders."""
        return {"person": self.subject.choices(self.venture.founders)}

    def command(self) -> Command:
        """The founder, to be taken from the record."""
        return ask.RemoveFounder(self.subject.id, self.cleaned_data["person"])


class IncorporateForm(_VentureForm):
    """The organisation that the venture became."""

    organisation = OneLine(
        label=_("Organisation"), help_text=_("Its whole name, one of its identifiers, or its id (org_…).")
    )
    on = _Day(label=_("Day of the incorporation"))

    def clean_organisation(self) -> str:
        """The organisation's id, where what was typed means one that the actor may see."""
        found = find_organisation(self.subject.actor, str(self.cleaned_data["organisation"]))
        if len(found) == 1:
            return found[0].pk
        if found:
            raise forms.ValidationError(
                gettext("%(count)d organisations are called so. Give the id of the one you mean.")
                % {"count": len(found)}
            )
        raise forms.ValidationError(
            gettext("No organisation that you may name is called so. Register it first, or ask its administrator.")
        )

    def command(self) -> Command:
        """The link to the organisation."""
        given = self.cleaned_data
        return ask.IncorporateVenture(self.subject.id, given["organisation"], given["on"])


class WithdrawIncorporationForm(_VentureForm):
    """An incorporation that was recorded wrongly."""

    def command(self) -> Command:
        """The end of the link to the organisation."""
        return ask.WithdrawIncorporation(self.subject.id)


class _StageForm(_VentureForm):
    stage = forms.ChoiceField(label=_("Stage"))
    on = _Day(label=_("Since"))


class AdvanceForm(_StageForm):
    """The next stage."""

    def choices(self) -> Mapping[str, Iterable[tuple[str, str]]]:
        """The stages that may follow."""
        return {"stage": [(stage.value, stage_name(stage.value)) for stage in NEXT_STAGES[self.venture.stage]]}

    def command(self) -> Command:
        """The venture, to be moved on."""
        return ask.AdvanceVenture(self.subject.id, Stage(self.cleaned_data["stage"]), self.cleaned_data["on"])


class CorrectStageForm(_StageForm):
    """The stage as it should have been recorded."""

    @staticmethod
    def standing(subject: Subject) -> Mapping[str, object]:
        """The stage as it is recorded."""
        venture = subject.party
        return {"stage": venture.stage.value, "on": venture.since} if isinstance(venture, Venture) else {}

    def choices(self) -> Mapping[str, Iterable[tuple[str, str]]]:
        """Every stage."""
        return {"stage": [(stage.value, stage_name(stage.value)) for stage in Stage]}

    def command(self) -> Command:
        """The stage and its day, to be put right."""
        return ask.CorrectStage(self.subject.id, Stage(self.cleaned_data["stage"]), self.cleaned_data["on"])


class UnmergeVentureForm(_VentureForm):
    """The end of a merge."""

    def command(self) -> Command:
        """The venture on its own again."""
        return ask.UnmergeVenture(self.subject.id)
