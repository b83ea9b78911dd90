"""The forms of the desk. They check what needs no look at the plan's evidence; the rules check the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tilth.kernel.refusal import Refused
from tilth.plan.commands import AcceptEvidence, RecordEvidence
from tilth.plan.evidence import MOVED, READING, SAME, VERDICT, Verdict
from tilth.plan.model import Plan
from tilth_site.pages.keyed import KeyedForm
from tilth_site.plan.wording import claim_name, spoken

__all__ = [
    "AcceptForm",
    "AsOfForm",
    "ConfirmForm",
    "ImportForm",
    "ManyForm",
    "ReasonForm",
    "RecordForm",
    "say",
]


def say(form: forms.Form, refused: Refused) -> None:
    """Show why something was refused, in the reader's language, each reason at the field it is about."""
    for reason in refused.reasons:
        form.add_error(reason.where if reason.where in form.fields else None, spoken(reason))


_REASON_HELP = _("Everybody may read it, and it stays in the journal. Name no person in it.")


class ReasonForm(KeyedForm):
    """A decision that needs a reason."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), help_text=_REASON_HELP
    )

    @property
    def command(self) -> AcceptEvidence:
        """What is asked for."""
        return AcceptEvidence(self.cleaned_data["reason"])


class AcceptForm(KeyedForm):
    """Accepting a row: with a verdict where it is evidence for a milestone, over its rivals where it is a reading
    that others contradict. ``over`` holds the ids of the rivals that were shown, so that what is decided is what
    was seen.
    """

    over = forms.CharField(required=False, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=_("Verdict"),
        choices=[(Verdict.MET, _("Met")), (Verdict.PARTLY, _("Partly met")), (Verdict.NOT_MET, _("Not met"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_REASON_HELP,
    )

    def __init__(self, *args: Any, claim: str, contested: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["reason"].required = contested or claim == VERDICT
        if claim != VERDICT:
            del self.fields["verdict"]

    @property
    def command(self) -> AcceptEvidence:
        """What is asked for."""
        given = self.cleaned_data
        verdict = Verdict(given["verdict"]) if given.get("verdict") else None
        return AcceptEvidence(given["reason"], tuple(given["over"].split()), verdict)


class ManyForm(KeyedForm):
    """Rows of a queue that are accepted together."""

    rows = forms.MultipleChoiceField(
        label=_("Rows"),
        error_messages={"required": _("Choose at least one row.")},
        widget=forms.MultipleHiddenInput,
    )

    def __init__(self, *args: Any, ids: Iterable[str], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["rows"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(id, id) for id in ids]


class _Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AsOfForm(forms.Form):
    """The day that figures are asked for."""

    as_of = forms.DateField(label=_("As of"), widget=_Day)


class ConfirmForm(KeyedForm):
    """A click on a page that says what it leads to; ``given`` is what that page showed, signed."""

    given = forms.CharField(required=False, widget=forms.HiddenInput)


class RecordForm(KeyedForm):
    """A row of evidence, with the document that shows it."""

    owner = forms.ChoiceField(label=_("For whom"), help_text=_("The organisation that hands it in."))
    claim = forms.ChoiceField(label=_("What it shows"))
    subject = forms.CharField(
        label=_("About whom or what"),
        max_length=200,
        help_text=_(
            "The id of a firm, venture or person; of a reported value, the indicator’s code; of a milestone, "
            "indicator/milestone."
        ),
    )
    on = forms.DateField(
        label=_("Day"), widget=_Day, help_text=_("When it happened, or the last day of a reported period.")
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False, help_text=_("As the plan names it."))
    other = forms.CharField(
        label=_("The other one"), max_length=200, required=False, help_text=_("Only where two are the same.")
    )
    value = forms.DecimalField(label=_("Value"), required=False, help_text=_("Only of a reported value."))
    of = forms.DecimalField(
        label=_("Out of"), required=False, help_text=_("The whole, where the value is a part.")
    )
    basis = forms.CharField(
        label=_("Basis"), max_length=200, required=False, help_text=_("In which way the reported series is made.")
    )
    facts = forms.CharField(
        label=_("Further facts"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "code", "spellcheck": "false"}),
        help_text=_("One a line, such as employees = 12."),
    )
    document = forms.FileField(
        label=_("Document"), required=False, help_text=_("PDF, PNG, CSV, XLSX or plain text: what shows it.")
    )
    open = forms.BooleanField(label=_("The public may have the document"), required=False)
    source = forms.CharField(label=_("Source"), max_length=500, required=False, help_text=_("Who says so."))
    locator = forms.CharField(
        label=_("Where to find it"),
        max_length=1000,
        required=False,
        help_text=_("An address, a page, a file number."),
    )
    licence = forms.CharField(label=_("Licence"), max_length=200, initial="unknown")

    def __init__(self, *args: Any, plan: Plan, owners: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        for name, choices in (("owner", list(owners)), ("claim", claims_of(plan))):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean_facts(self) -> tuple[tuple[str, str], ...]:
        """The facts as (name, value) pairs."""
        pairs = []
        for line in self.cleaned_data["facts"].splitlines():
            name, sign, value = (part.strip() for part in line.partition("="))
            if line.strip() and not (name and sign and value):
                raise forms.ValidationError(
                    gettext("“%(line)s” is no fact. Write a name, an equals sign and a value.") % {"line": line}
                )
            if line.strip():
                pairs.append((name, value))
        return tuple(pairs)

    def command(self, plan_id: str, document: str) -> RecordEvidence:
        """What is asked for, with the hash of the document that was taken in (empty: none)."""
        given = self.cleaned_data
        on: date = given["on"]
        value: Decimal | None = given["value"]
        return RecordEvidence(
            id=self.id_for("evd"), plan=plan_id, owner=given["owner"], claim=given["claim"],
            subject=given["subject"], on=on, place=given["place"], other=given["other"], value=value,
            of=given["of"], basis=given["basis"], facts=given["facts"], document=document, source=given["source"],
            locator=given["locator"], licence=given["licence"], open=given["open"],
        )  # fmt: skip


def claims_of(plan: Plan) -> list[tuple[str, str]]:
    """Everything that evidence of the plan may show: what its rules ask for, then what the engine understands."""
    rules = [
        rule
        for indicator in plan.indicators
        for definition in indicator.definitions
        for rule in (definition.rule, definition.share)
        if rule
    ]
    asked = sorted({claim for rule in rules for claim in (*rule.claims, *rule.until)})
    return [(claim, claim_name(claim)) for claim in (*asked, READING, SAME, MOVED, VERDICT)]


class ImportForm(KeyedForm):
    """A table of evidence, which is shown before it is recorded."""

    owner = forms.ChoiceField(label=_("For whom"), help_text=_("The organisation that hands the rows in."))
    file = forms.FileField(
        label=_("Table"),
        help_text=_("CSV in UTF-8, a row for each row of evidence; at most 2,000. Each waits for review."),
    )

    def __init__(self, *args: Any, owners: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(owners)
