"""From a valid form to the command that it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tilth.foundry.build.inventory import Loading, MoveItem, Sample
from tilth.foundry.build.inventory.boxes import OpenBox
from tilth.foundry.build.inventory.items import LoadItem, RegisterItem
from tilth.foundry.build.inventory.lots import ReceiveLot
from tilth.foundry.build.inventory.materials import ListMaterial
from tilth.kernel.refusal import Refused, refuse
from tilth_site.pages.keyed import KeyedForm

__all__ = ["keeping", "loading", "made_id", "opening", "putting", "receiving", "registering"]

_DIGITS = 10
_WORDS = 2


def made_id(form: KeyedForm, prefix: str) -> str:
    """The id that was typed, or a short one made of the form's one-time key: sent twice, it is the same."""
    typed: str = form.cleaned_data.get("id", "")
    return typed or f"{prefix}-{form.cleaned_data['key'][-_DIGITS:]}"


def receiving(form: KeyedForm) -> ReceiveLot:
    """The command of a :class:`~.forms.ReceiveForm`."""
    given = form.cleaned_data
    return ReceiveLot(
        id=made_id(form, "L"), liquid=given["liquid"].strip(), volume=given["volume"], supplier=given["supplier"],
        supplier_lot=given["supplier_lot"], concentration=given["concentration"], expires=given["expires"],
        most_thaws=given["most_thaws"],
    )  # fmt: skip


def keeping(form: KeyedForm, id: str) -> ListMaterial:
    """The command of a :class:`~.forms.MaterialForm`, for the material ``id``."""
    given = form.cleaned_data
    return ListMaterial(
        id, given["liquid"].strip(), given["reorder_point"], given["pack"], given["supplier"], given["lead_days"]
    )


def registering(form: KeyedForm) -> RegisterItem:
    """The command of a :class:`~.forms.RegisterForm`."""
    given = form.cleaned_data
    return RegisterItem(made_id(form, "T"), given["kind"], given["title"], given["most_thaws"])


def loading(given: Mapping[str, Any], item: str, owner: str) -> LoadItem:
    """The command of a :class:`~.forms.LoadForm` for the item with the barcode ``item``."""
    well = given["well"].strip()
    sample = Sample(
        id=f"{item}:{well}", name=given["name"].strip(), volume=given["volume"],
        identity=given["identity"], concentration=given["concentration"], lot=given["lot"],
        expires=given["expires"], owner=owner,
    )  # fmt: skip
    return LoadItem((Loading(well, sample),))


def opening(form: KeyedForm) -> OpenBox:
    """The command of a :class:`~.forms.BoxForm`."""
    given = form.cleaned_data
    return OpenBox(
        id=made_id(form, "B"), title=given["title"], site=given["site"].strip(), freezer=given["freezer"].strip(),
        shelf=given["shelf"].strip(), rows=given["rows"], columns=given["columns"],
    )  # fmt: skip


def putting(scanned: str, box: str) -> tuple[MoveItem, ...] | Refused:
    """A move into ``box`` for each line of what was scanned: a barcode, and a position or none."""
    found: list[MoveItem] = []
    for number, line in enumerate(scanned.splitlines(), start=1):
        words = line.replace(",", " ").replace("\t", " ").split()
        if len(words) > _WORDS:
            return refuse(
                "move.line",
                "Line {line} holds more than a barcode and a position: {text}.",
                "Scan one item a line.",
                "scanned",
                line=number,
                text=" ".join(words)[:60],
            )
        if words:
            found.append(MoveItem(words[0], box, words[1] if len(words) > 1 else ""))
    return tuple(found)
