"""The forms of runs. They check what needs no look at the run; the rules check the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from tilth.foundry.build.run.model import Choices
from tilth.kernel.refusal import Refused
from tilth_site.build.wording import spoken, worded
from tilth_site.pages.keyed import KeyedForm

__all__ = ["CompleteForm", "ConfirmForm", "NewRunForm", "ReasonForm", "ReportForm", "StocksForm", "say"]

_CODE = {"rows": 12, "spellcheck": "false", "autocapitalize": "off", "class": "code"}

WORKFLOWS = ("assembly", "transformation", "picking", "miniprep", "sequencing")
"""What can be done in a run, in order. A run does the first so many of them."""


def say(form: forms.Form, field: str | None, refused: Refused) -> None:
    """Show why something was refused, in the reader's language, at ``field`` (None: above the form)."""
    for reason in worded(refused).reasons:
        form.add_error(field if field in form.fields else None, spoken(reason))


class StocksForm(KeyedForm):
    """What a plan is compiled from and how: the stocks, pasted or uploaded, and a few choices."""

    # The text is not asked for where a file comes, which a browser could not know.
    use_required_attribute = False

    stocks_text = forms.CharField(
        label=_("Stocks"),
        strip=False,
        error_messages={"required": _("Paste a table of stocks, or choose a file with one.")},
        widget=forms.Textarea(attrs=_CODE),
        help_text=_("One well a row: which part or reagent stands where, how much of it, at what concentration."),
    )
    stocks_file = forms.FileField(
        label=_("Stocks as a file, in place of the text above"), required=False, help_text=_("CSV, up to 200 MiB.")
    )
    dispenser = forms.ChoiceField(
        label=_("Reactions are set up by"),
        choices=(("acoustic", _("an acoustic dispenser")), ("pipette", _("a pipetting robot"))),
        widget=forms.RadioSelect,
        initial="acoustic",
    )
    last = forms.ChoiceField(
        label=_("Up to and with"),
        choices=(
            ("assembly", _("assembly")),
            ("transformation", _("transformation")),
            ("picking", _("picking of colonies")),
            ("miniprep", _("miniprep")),
            ("sequencing", _("sequencing")),
        ),
        initial="sequencing",
    )
    layout = forms.ChoiceField(
        label=_("Layout of the plates"),
        choices=(
            ("compact", _("compact: least travel")),
            ("random", _("random: by the seed")),
            ("given", _("in the order of the design")),
        ),
        initial="compact",
    )
    seed = forms.IntegerField(
        label=_("Seed"), min_value=0, max_value=2**31 - 1, initial=0,
        help_text=_("The same seed gives the same layout."),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["stocks_text"].required = not self.files.get("stocks_file")

    def clean(self) -> dict[str, Any]:
        """There is one table, not two."""
        cleaned = super().clean()
        if (cleaned.get("stocks_text") or "").strip() and cleaned.get("stocks_file"):
            self.add_error("stocks_file", _("There is a table in the text above too. Send one of the two."))
        return cleaned

    @property
    def choices(self) -> Choices:
        """How it is to be built, by a form whose choices are valid."""
        given = self.cleaned_data
        workflows = WORKFLOWS[: WORKFLOWS.index(given["last"]) + 1]
        return Choices(given["dispenser"], workflows, given["layout"], given["seed"])

    @property
    def chosen(self) -> Choices | None:
        """The choices of a form that was sent, whatever is wrong with its stocks; None where they are none."""
        self.is_valid()
        return self.choices if self.cleaned_data.keys() >= {"dispenser", "last", "layout", "seed"} else None

    @property
    def stocks(self) -> UploadedFile[bytes] | str:
        """The table that a valid form brought: a file, or text."""
        return self.cleaned_data["stocks_file"] or str(self.cleaned_data["stocks_text"])


class NewRunForm(StocksForm):
    """A run: what it builds, and from what."""

    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("By which the floor will know it."))
    requests = forms.MultipleChoiceField(
        label=_("Requests"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Requests in one run share plates, never wells. Their customers do not see each other."),
    )
    field_order = (
        "key", "title", "requests", "stocks_text", "stocks_file", "dispenser", "last", "layout", "seed",
    )  # fmt: skip

    def __init__(self, *args: Any, requests: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["requests"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(requests)


class ConfirmForm(KeyedForm):
    """That a step was done: the barcodes of its labware, as a scanner types them."""

    scanned = forms.CharField(
        label=_("Scan the labware"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(
            attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "off", "autocomplete": "off",
                   "class": "code", "autofocus": True}
        ),
        help_text=_("One barcode a line. A scanner that ends each with Enter can simply go on."),
    )  # fmt: skip

    def __init__(self, *args: Any, labware: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["scanned"].required = bool(labware)

    @property
    def barcodes(self) -> tuple[str, ...]:
        """The barcodes of a valid form, in the order in which they were scanned."""
        return tuple(dict.fromkeys(self.cleaned_data["scanned"].split()))


class ReasonForm(KeyedForm):
    """A reason, which everybody at the foundry reads."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It stays in the journal. Name no person in it."),
    )


class ReportForm(KeyedForm):
    """The report of a robot."""

    report = forms.FileField(
        label=_("The robot’s report"),
        help_text=_("As the robot wrote it: an Echo’s transfer report, or a run log."),
    )
    exceptions_only = forms.BooleanField(
        label=_("The report lists exceptions only"),
        required=False,
        help_text=_("Whatever it does not name was moved as planned."),
    )


class CompleteForm(KeyedForm):
    """The end of a run: which constructs were not built after all."""

    missing = forms.CharField(
        label=_("Constructs that were not built"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "class": "code"}),
        help_text=_("One name a line; those that were left out above are counted already."),
    )

    @property
    def names(self) -> tuple[str, ...]:
        """The names of a valid form."""
        lines = (line.strip() for line in self.cleaned_data["missing"].splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))
