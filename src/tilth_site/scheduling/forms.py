"""The forms of the schedule's pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tilth.foundry.build.adoption import Cause, CauseKind, Priority
from tilth_site.pages.keyed import KeyedForm
from tilth_site.pages.wording import BADGES

__all__ = ["FloorForm", "PlanForm", "PriorityForm", "ReplanForm", "WithdrawForm"]

_SECONDS = ((10, _("10 seconds")), (30, _("30 seconds")), (60, _("1 minute")))


class PlanForm(KeyedForm):
    """How long to search for a schedule."""

    seconds = forms.TypedChoiceField(
        label=_("Search for"), choices=_SECONDS, coerce=int, initial=10,
        help_text=_("A longer search may find a better schedule, and proves more of it."),
    )  # fmt: skip


class PriorityForm(KeyedForm):
    """How much a day of delay of a request costs."""

    priority = forms.ChoiceField(
        label=_("Priority"),
        choices=[(one.value, BADGES["priority"][one.value][0]) for one in Priority],
        widget=forms.RadioSelect,
        help_text=_("A day of delay costs three times as much with each step."),
    )


class WithdrawForm(KeyedForm):
    """Why a schedule is not followed."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays in the journal. Name no person in it."),
    )  # fmt: skip


class FloorForm(KeyedForm):
    """A description of the floor."""

    floor = forms.FileField(
        label=_("Description of the floor"),
        help_text=_("TOML: instruments, people, hours and ways between sites."),
    )


class _Moment(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


_NEEDED: Mapping[CauseKind, tuple[str, ...]] = {
    CauseKind.DOWN: ("instrument", "since", "until"),
    CauseKind.OVERRUN: ("operation", "minutes"),
    CauseKind.URGENT: ("request",),
}
"""What happened -> the fields that say more of it."""


class ReplanForm(PlanForm):
    """What happened on the floor. Only the fields of the chosen happening are looked at."""

    # Which fields are needed is known only when one happening is chosen, so no browser may insist on them.
    use_required_attribute = False

    kind = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)
    instrument = forms.ChoiceField(label=_("Instrument"))
    since = forms.DateTimeField(label=_("Down from"), widget=_Moment)
    until = forms.DateTimeField(label=_("Down until"), widget=_Moment)
    interrupted = forms.MultipleChoiceField(
        label=_("What it interrupted"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Needed where several like instruments share the work: what ran on this one starts again."),
    )  # fmt: skip
    operation = forms.ChoiceField(label=_("Operation"))
    minutes = forms.IntegerField(label=_("Minutes longer than planned"), min_value=1, max_value=14 * 24 * 60)
    request = forms.ChoiceField(label=_("Request"))

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[tuple[str, str]],
        instruments: Sequence[tuple[str, str]],
        operations: Sequence[tuple[str, str]],
        requests: Sequence[tuple[str, str]],
        zone: str,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.zone = ZoneInfo(zone)
        for kind, names in _NEEDED.items():
            for name in names:
                self.fields[name].required = not self.is_bound or self.data.get("kind") == kind
        given = {
            "kind": kinds, "instrument": instruments, "operation": operations, "request": requests,
            "interrupted": operations,
        }  # fmt: skip
        for name, choices in given.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices if name in ("kind", "interrupted") else [("", "–"), *choices]
        if not operations:
            del self.fields["interrupted"]

    def clean(self) -> dict[str, Any]:
        """An instrument comes back after it went down."""
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if cleaned.get("kind") == CauseKind.DOWN and since and until and until <= since:
            self.add_error("until", gettext("Give a time after it went down."))
        return cleaned

    @property
    def cause(self) -> Cause:
        """What happened, of a valid form."""
        given = self.cleaned_data
        match CauseKind(given["kind"]):
            case CauseKind.DOWN:
                since, until = (self._instant(given[name]) for name in ("since", "until"))
                stopped = tuple(given.get("interrupted", ()))
                return Cause(CauseKind.DOWN, given["instrument"], since, until, interrupted=stopped)
            case CauseKind.OVERRUN:
                return Cause(CauseKind.OVERRUN, given["operation"], minutes=given["minutes"])
            case CauseKind.URGENT:
                return Cause(CauseKind.URGENT, given["request"])

    def _instant(self, typed: datetime) -> datetime:
        """What was typed, read on the clocks of the floor."""
        return typed.replace(tzinfo=self.zone).astimezone(UTC)
