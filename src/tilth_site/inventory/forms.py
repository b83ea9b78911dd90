"""The forms of the stock's pages. Volumes are typed as people write them: ``100 uL``, ``2.5 nL``, ``1.2 mL``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tilth.foundry.build.inventory.model import CONCENTRATION_LEAST, CONCENTRATION_MOST
from tilth.foundry.build.labware import labware_kinds
from tilth.foundry.build.volume import parse_volume
from tilth.kernel.errors import TilthError
from tilth.kernel.refusal import Refused
from tilth_site.inventory.wording import worded
from tilth_site.pages.keyed import KeyedForm

__all__ = ["BoxForm", "CountForm", "DrawForm", "EmptyForm", "ImportForm", "LoadForm", "MaterialForm", "MoveForm",
           "PutForm", "ReasonForm", "ReceiveForm", "RegisterForm", "ReleaseForm", "ReserveForm", "ShiftForm",
           "UseForm", "say"]  # fmt: skip

Choices = Sequence[tuple[str, str]]


def say(form: forms.Form, refused: Refused) -> None:
    """Show why something was refused, in the reader's language, at its field or above the form; a reason about a
    row of a table begins with its number.
    """
    for reason in worded(refused).reasons:
        message = gettext(reason.sentence).format_map(reason.data)
        if "row" in reason.data:
            message = gettext("Row %(row)s: %(message)s") % {"row": reason.data["row"], "message": message}
        mend = gettext(reason.mend).format_map(reason.data) if reason.mend else ""
        field = reason.where if reason.where in form.fields else None
        form.add_error(field, f"{message} {mend}".strip())


class VolumeField(forms.CharField):
    """A volume; its value is whole pL. A bare number is read as uL."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"max_length": 30, "help_text": _("Such as 100 uL, 2.5 nL or 1.2 mL."), **more})

    def clean(self, value: Any) -> Any:
        """The pL of what was typed; None for nothing where it is not required."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_volume(text, unit="uL")
        except TilthError as error:
            raise forms.ValidationError(gettext("Write a volume such as 100 uL, 2.5 nL or 1.2 mL.")) from error


class _Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _barcode(label: Any, **more: Any) -> forms.RegexField:
    return forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._-]{0,23}$",
        label=label,
        error_messages={"invalid": _("Use 1 to 24 letters, digits, points, hyphens and underscores.")},
        widget=forms.TextInput(attrs={"autocapitalize": "off", "spellcheck": "false", "autocomplete": "off"}),
        **more,
    )


class ReceiveForm(KeyedForm):
    """A lot that came in."""

    liquid = forms.CharField(
        label=_("Liquid"), max_length=120, help_text=_("What it is a lot of, spelt as in plans: T4 DNA ligase.")
    )
    volume = VolumeField(label=_("Volume received"))
    id = _barcode(_("Lot number"), required=False, help_text=_("As on your label. Empty: one is made."))
    supplier = forms.CharField(label=_("Supplier"), max_length=120, required=False)
    supplier_lot = forms.CharField(label=_("Supplier’s lot number"), max_length=80, required=False)
    concentration = forms.DecimalField(
        label=_("Concentration in ng/uL"),
        required=False,
        min_value=CONCENTRATION_LEAST,
        max_value=CONCENTRATION_MOST,
        max_digits=12,
    )
    expires = forms.DateField(label=_("Can be used until"), widget=_Day, required=False)
    most_thaws = forms.IntegerField(label=_("Thaws it bears"), min_value=0, max_value=1000, required=False)
    field_order = (
        "key", "liquid", "volume", "expires", "supplier", "supplier_lot", "id", "concentration", "most_thaws"
    )  # fmt: skip


class MaterialForm(KeyedForm):
    """A liquid that is kept in stock."""

    liquid = forms.CharField(label=_("Liquid"), max_length=120, help_text=_("Spelt as on its lots."))
    reorder_point = VolumeField(
        label=_("Order when no more than this is free"), help_text=_("Such as 5 mL; 0 uL orders when all is gone.")
    )
    pack = VolumeField(label=_("Pack"), help_text=_("What one order brings, such as 10 mL."))
    supplier = forms.CharField(label=_("Supplier"), max_length=120, required=False)
    lead_days = forms.IntegerField(label=_("Days until it comes"), min_value=0, max_value=1000, initial=7)


class _RequestForm(KeyedForm):
    request = forms.ChoiceField(label=_("Request"))

    def __init__(self, *args: Any, requests: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["request"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(requests) if field.required else [("", gettext("none")), *requests]


class ReserveForm(_RequestForm):
    """What is promised to a request."""

    volume = VolumeField(label=_("Volume"))


class ReleaseForm(_RequestForm):
    """What is promised no longer."""

    volume = VolumeField(label=_("Volume"), required=False, help_text=_("Empty: all that is reserved for it."))


class UseForm(_RequestForm):
    """What was used by hand."""

    request = forms.ChoiceField(label=_("Request"), required=False)
    volume = VolumeField(label=_("Volume"))
    field_order = ("key", "volume", "request")


class CountForm(KeyedForm):
    """What somebody saw."""

    left = VolumeField(label=_("Volume that is there"))
    reason = forms.CharField(label=_("Reason"), max_length=500, help_text=_("Such as: weighed, or a spill."))


class ReasonForm(KeyedForm):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class RegisterForm(KeyedForm):
    """A barcode for a piece of labware."""

    id = _barcode(_("Barcode"), required=False, help_text=_("Scan it. Empty: one is made, to be printed."))
    kind = forms.ChoiceField(label=_("Kind of labware"))
    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    most_thaws = forms.IntegerField(label=_("Thaws it bears"), min_value=0, max_value=1000, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.id, kind.title) for kind in labware_kinds().values()]


class LoadForm(KeyedForm):
    """What is put into a well."""

    well = forms.CharField(label=_("Well"), max_length=8, initial="A1")
    name = forms.CharField(label=_("Sample"), max_length=120)
    volume = VolumeField(label=_("Volume"))
    identity = forms.RegexField(
        r"^(cd|ld)seguid=[A-Za-z0-9_-]{27}$", label=_("Molecule (SEGUID)"), required=False,
        help_text=_("As a design names it: cdseguid= or ldseguid= and 27 characters. Runs then know it by that."),
        error_messages={"invalid": _("Write cdseguid= or ldseguid= and the 27 characters that follow.")},
        widget=forms.TextInput(attrs={"autocapitalize": "off", "spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip
    lot = forms.ChoiceField(label=_("Of the lot"), required=False)
    concentration = forms.DecimalField(
        label=_("Concentration in ng/uL"),
        required=False,
        min_value=CONCENTRATION_LEAST,
        max_value=CONCENTRATION_MOST,
        max_digits=12,
    )
    expires = forms.DateField(label=_("Can be used until"), widget=_Day, required=False)

    def __init__(self, *args: Any, lots: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["lot"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("none")), *lots]


class DrawForm(KeyedForm):
    """What was drawn by hand."""

    well = forms.CharField(label=_("Well"), max_length=8, initial="A1")
    volume = VolumeField(label=_("Volume"))


class EmptyForm(KeyedForm):
    """Which wells are emptied."""

    wells = forms.CharField(
        label=_("Wells"), max_length=20_000, initial="A1", help_text=_("Such as A1, B1, C1."),
    )  # fmt: skip


class MoveForm(KeyedForm):
    """Where an item goes."""

    box = forms.ChoiceField(label=_("Box"), required=False)
    position = forms.CharField(
        label=pgettext_lazy("box", "Position"), max_length=8, required=False,
        help_text=_("Such as B3. Empty: the next free one."),
    )  # fmt: skip

    def __init__(self, *args: Any, boxes: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["box"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("out of store")), *boxes]


class PutForm(KeyedForm):
    """Items that come into a box, as they are scanned."""

    scanned = forms.CharField(
        label=_("Barcodes"),
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocapitalize": "off", "class": "code"}),
        help_text=_("One a line, as the scanner types them. A position may stand after a barcode: T-0042 B3."),
    )


class BoxForm(KeyedForm):
    """A box that is put up."""

    title = forms.CharField(label=_("Title"), max_length=120)
    site = forms.CharField(label=_("Site"), max_length=80)
    freezer = forms.CharField(label=_("Freezer"), max_length=80)
    shelf = forms.CharField(label=_("Shelf"), max_length=80)
    rows = forms.IntegerField(label=_("Rows"), min_value=1, max_value=100, initial=9)
    columns = forms.IntegerField(label=_("Columns"), min_value=1, max_value=100, initial=9)
    id = _barcode(_("Barcode"), required=False, help_text=_("Scan it. Empty: one is made, to be printed."))


class ShiftForm(KeyedForm):
    """Where a box goes."""

    site = forms.CharField(label=_("Site"), max_length=80)
    freezer = forms.CharField(label=_("Freezer"), max_length=80)
    shelf = forms.CharField(label=_("Shelf"), max_length=80)


class ImportForm(KeyedForm):
    """A table of lots."""

    table = forms.FileField(
        label=_("Table of lots"), help_text=_("CSV or TSV with a row for each lot, up to 1,000.")
    )
