"""The forms of the foundry's pages. They check what needs no look at the request; the rules check the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tilth.foundry.design.read import kit_names
from tilth.foundry.request.price_file import default_price_list
from tilth.kernel.errors import TilthError
from tilth.kernel.money import Money
from tilth.kernel.refusal import Refused
from tilth.kernel.signature import Meaning
from tilth_site.foundry.models import BuildSlot
from tilth_site.foundry.taking_in import Handed
from tilth_site.foundry.weeks import coming_weeks, week_name
from tilth_site.foundry.wording import MEANINGS, sentence, worded
from tilth_site.signatures.forms import ProofForm

__all__ = [
    "CloseSlotForm",
    "CompleteForm",
    "DesignForm",
    "KeyedForm",
    "NewRequestForm",
    "OpenSlotForm",
    "QueueForm",
    "QuoteForm",
    "ReasonForm",
    "SignForm",
    "WithdrawForm",
    "say",
]

_CODE = {"rows": 16, "spellcheck": "false", "autocapitalize": "off", "class": "code"}


def say(form: forms.Form, field: str | None, refused: Refused) -> None:
    """Show why something was refused, in the reader's language, at ``field`` (None: above the form)."""
    for reason in worded(refused).reasons:
        message = gettext(reason.sentence).format_map(reason.data)
        mend = gettext(reason.mend).format_map(reason.data) if reason.mend else ""
        form.add_error(field if field in form.fields else None, f"{message} {mend}".strip())


class KeyedForm(forms.Form):
    """A form with a one-time key, so that sending it twice does once what it asks for. On its own it asks for
    nothing but a click.
    """

    key = forms.CharField(max_length=100, widget=forms.HiddenInput)


class _ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class _ManyFiles(forms.FileField):
    """Any number of files."""

    widget = _ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Each file as a FileField takes it, in a list."""
        files = data if isinstance(data, list | tuple) else [data]
        cleaned = [super(_ManyFiles, self).clean(file, initial) for file in files if file]
        if self.required and not cleaned:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return cleaned


class DesignForm(KeyedForm):
    """A design: one plan, pasted or uploaded, with parts files and kits beside it."""

    # The text is not asked for where a file comes, which a browser could not know.
    use_required_attribute = False

    plan_text = forms.CharField(
        label=_("Plan"),
        strip=False,
        error_messages={"required": _("Paste a plan, or choose a file with one.")},
        widget=forms.Textarea(attrs=_CODE),
        help_text=_("Paste a DESIGN.toml, or a sheet with one construct a row (CSV)."),
    )
    plan_file = forms.FileField(
        label=_("Plan as a file, in place of the text above"),
        required=False,
        help_text=_("TOML, CSV, TSV or XLSX, up to 4 MiB."),
    )
    parts = _ManyFiles(
        label=_("Parts files"),
        required=False,
        help_text=_("GenBank, FASTA or SBOL 3; one or several. Not needed for parts of an installed kit."),
    )
    kits = forms.MultipleChoiceField(
        label=_("Installed kits to take parts from"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A plan that names its kits itself needs none of these."),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["plan_text"].required = not self.files.get("plan_file")
        field = self.fields["kits"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(name, name) for name in kit_names()]

    def clean(self) -> dict[str, Any]:
        """There is one plan, not two."""
        cleaned = super().clean() or {}
        if (cleaned.get("plan_text") or "").strip() and cleaned.get("plan_file"):
            self.add_error("plan_file", _("There is a plan in the text above too. Send one of the two."))
        return cleaned

    @property
    def handed(self) -> Handed:
        """What a valid form brought."""
        file: UploadedFile[bytes] | None = self.cleaned_data["plan_file"]
        text: str = self.cleaned_data["plan_text"]
        return Handed("" if file else text, file, self.cleaned_data["parts"], self.cleaned_data["kits"])


class NewRequestForm(DesignForm):
    """A request with its first design."""

    title = forms.CharField(
        label=_("Title"), max_length=200, help_text=_("By which you and the foundry will know it.")
    )
    owner = forms.ChoiceField(label=_("For whom"), help_text=_("The firm or the venture that asks and pays."))
    provider = forms.ChoiceField(label=_("Foundry"), help_text=_("Who builds it."))
    customer_class = forms.ChoiceField(
        label=_("Customer class"), help_text=_("It decides which prices apply; the foundry checks it.")
    )
    field_order = (
        "key",
        "title",
        "owner",
        "provider",
        "customer_class",
        "plan_text",
        "plan_file",
        "parts",
        "kits",
    )

    def __init__(
        self, *args: Any, owners: Sequence[tuple[str, str]], providers: Sequence[tuple[str, str]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        prices = default_price_list().classes
        classes = [(one.key, sentence(one.what)) for one in prices]
        # Nobody gets a discount by not looking.
        self.fields["customer_class"].initial = max(prices, key=lambda one: one.factor).key
        for name, choices in (("owner", owners), ("provider", providers), ("customer_class", classes)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class ReasonForm(KeyedForm):
    """A reason, which the other side reads."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The other side reads it, and it stays in the journal. Name no person in it."),
    )


class WithdrawForm(KeyedForm):
    """A reason that need not be given."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class _Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class QuoteForm(KeyedForm):
    """What a statement of work says beside the priced lines."""

    terms = forms.CharField(label=_("Terms"), max_length=8000, widget=forms.Textarea(attrs={"rows": 5}))
    valid_until = forms.DateField(
        label=_("Can be signed until"), widget=_Day, help_text=_("After that day it takes a new version.")
    )
    latest = forms.DateField(
        label=_("Latest date promised"), widget=_Day, help_text=_("Later than estimated, if you need more time.")
    )
    extra_what = forms.CharField(
        label=_("What for"), max_length=200, required=False, help_text=_("As the customer will read it.")
    )
    extra_quantity = forms.IntegerField(
        label=_("Quantity"), min_value=1, required=False, help_text=_("A whole number.")
    )
    extra_price = forms.CharField(
        label=_("Price of one"), max_length=20, required=False, help_text=_("Such as 1250.00.")
    )
    afresh = forms.BooleanField(
        label=_("Price every line afresh"),
        required=False,
        help_text=_("Else lines that did not change keep the price they were quoted at."),
    )

    def __init__(self, *args: Any, currency: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.currency = currency

    def clean(self) -> dict[str, Any]:
        """A further line is whole or not there."""
        cleaned = super().clean() or {}
        names = ("extra_what", "extra_quantity", "extra_price")
        given = [name for name in names if cleaned.get(name)]
        if given and len(given) < len(names) and not self.errors.keys() & set(names):
            missing = next(name for name in names if name not in given)
            self.add_error(missing, _("A further line needs what it is for, a quantity and a price."))
        if cleaned.get("extra_price"):
            try:
                cleaned["extra_money"] = Money.of(cleaned["extra_price"], self.currency)
            except TilthError:
                self.add_error("extra_price", _("Write an amount such as 1250.00, no finer than the currency is."))
        return cleaned


class QueueForm(KeyedForm):
    """Which build slot a request takes a place in."""

    slot = forms.ChoiceField(label=_("Build slot"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, slots: Sequence[BuildSlot], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["slot"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(slot.id, _slot_name(slot)) for slot in slots]


def _slot_name(slot: BuildSlot) -> str:
    given = {"week": week_name(slot.week), "free": slot.places - slot.taken, "places": slot.places}
    return gettext("%(week)s: %(free)d of %(places)d places free") % given


class CompleteForm(KeyedForm):
    """What was delivered, and the report that shows it."""

    constructs = forms.IntegerField(label=_("Constructs delivered"), min_value=0)
    report = forms.FileField(label=_("Report of the build"), help_text=_("PDF, CSV, TSV, XLSX or plain text."))


class SignForm(ProofForm):
    """A signature: what it means, and once more who signs. ``version`` and ``sha256`` say what was shown."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    sha256 = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    key = forms.CharField(max_length=100, widget=forms.HiddenInput)
    meaning = forms.TypedChoiceField(
        label=_("What your signature means"),
        choices=[(meaning.value, words) for meaning, words in MEANINGS.items()],
        coerce=Meaning,
    )


class OpenSlotForm(KeyedForm):
    """Places in a week."""

    week = forms.ChoiceField(label=_("Week"))
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=1000, initial=4)

    def __init__(self, *args: Any, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["week"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(week, week_name(week)) for week in coming_weeks(today)]


class CloseSlotForm(KeyedForm):
    """Why a slot takes no more requests."""

    reason = forms.CharField(label=_("Reason"), max_length=500)
