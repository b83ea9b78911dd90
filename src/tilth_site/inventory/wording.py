"""The words of the stock in the reader's language: what the engine says in codes."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tilth.foundry.build.inventory import events
from tilth.kernel.errors import Fact
from tilth.kernel.refusal import Refused
from tilth_site.pages.wording import holders, with_words

__all__ = ["HAPPENED", "worded"]

HAPPENED: Mapping[str, str | Promise] = {
    events.LotReceived.TYPE: _("Lot received"),
    events.LotReserved.TYPE: _("Reserved for a request"),
    events.LotReleased.TYPE: _("Reservation released"),
    events.LotConsumed.TYPE: _("Used"),
    events.LotCounted.TYPE: _("Counted"),
    events.LotWithdrawn.TYPE: _("Lot withdrawn"),
    events.MaterialListed.TYPE: _("Kept in stock"),
    events.MaterialDropped.TYPE: _("No longer kept in stock"),
    events.ItemRegistered.TYPE: _("Item registered"),
    events.ItemLoaded.TYPE: _("Samples put in"),
    events.ItemDrawn.TYPE: _("Drawn from"),
    events.ItemEmptied.TYPE: _("Emptied"),
    events.ItemThawed.TYPE: _("Thawed"),
    events.ItemMoved.TYPE: _("Moved"),
    events.ItemRetired.TYPE: _("Item gone"),
    events.BoxOpened.TYPE: _("Box put up"),
    events.BoxShifted.TYPE: _("Box moved"),
    events.BoxPut.TYPE: _("Item put in"),
    events.BoxTaken.TYPE: _("Item taken out"),
    events.BoxClosed.TYPE: _("Box gone"),
}
"""Type of event -> what happened."""

_ACTIONS: Mapping[str, str | Promise] = {
    "foundry.lot.receive": _("receiving a lot"),
    "foundry.lot.reserve": _("reserving stock"),
    "foundry.lot.use": _("using stock"),
    "foundry.lot.count": _("counting stock"),
    "foundry.lot.withdraw": _("withdrawing a lot"),
    "foundry.material.keep": _("keeping a liquid in stock"),
    "foundry.item.register": _("registering an item"),
    "foundry.item.use": _("using an item"),
    "foundry.item.move": _("moving items"),
    "foundry.item.retire": _("retiring an item"),
    "foundry.box.keep": _("keeping boxes"),
}

_SIDES: Mapping[str, str | Promise] = {"owner": _("customer"), "provider": _("foundry")}

_COMMANDS: Mapping[str, str | Promise] = {
    "reserve_lot": _("reserve"),
    "release_lot": _("release"),
    "consume_lot": _("use"),
    "count_lot": _("count"),
    "withdraw_lot": _("withdraw"),
    "drop_material": _("drop"),
    "load_item": _("put samples in"),
    "draw_from_item": _("draw"),
    "empty_item": _("empty"),
    "thaw_item": _("thaw"),
    "retire_item": _("retire"),
    "shift_box": _("move"),
    "close_box": _("close"),
}

_KINDS: Mapping[str, str | Promise] = {
    "lot": pgettext_lazy("stock", "lot"),
    "material": pgettext_lazy("stock", "material"),
    "item": pgettext_lazy("stock", "item"),
    "box": pgettext_lazy("stock", "box"),
}

_LEVELS: Mapping[str, str | Promise] = {
    "site": pgettext_lazy("stock", "site"),
    "freezer": pgettext_lazy("stock", "freezer"),
    "shelf": pgettext_lazy("stock", "shelf"),
}


def worded(refused: Refused) -> Refused:
    """The same refusal with words in place of the codes that its sentences would print."""
    return with_words(refused, _word)


def _word(name: str, fact: Fact) -> Fact:
    code = str(fact)
    match name:
        case "action":
            return str(_ACTIONS.get(code, fact))
        case "roles":
            return holders(code, _SIDES)
        case "command":
            return str(_COMMANDS.get(code, fact))
        case "kind":
            return str(_KINDS.get(code, fact))
        case "level":
            return str(_LEVELS.get(code, fact))
        case "free":
            return gettext("none") if code == "none" else fact
        case _:
            return fact
