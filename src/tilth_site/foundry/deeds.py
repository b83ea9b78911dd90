"""What people do to a request: the words of each deed, who is offered it, and the command its form makes.

Which commands a state takes is the engine's table, who may give them the permissions'; this module only adds words
and forms. A deed that the rules would refuse as things stand is offered all the same, with the reason beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tilth.foundry.request import Request, Side, commands, decide, possible
from tilth.foundry.request.commands import Command
from tilth.foundry.request.model import Delivery
from tilth.foundry.request.pricing import Line
from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import Actor, Sides, permitted
from tilth_site.foundry.actions import ACTIONS
from tilth_site.foundry.designs import references
from tilth_site.foundry.forms import (
    CompleteForm,
    DesignForm,
    KeyedForm,
    QueueForm,
    QuoteForm,
    ReasonForm,
    WithdrawForm,
)
from tilth_site.foundry.queries import free_slots
from tilth_site.foundry.quotes import VALID_DAYS, quote_of
from tilth_site.foundry.release import objection_to_release
from tilth_site.foundry.taking_in import Unfit, take_design, take_report
from tilth_site.foundry.weeks import week_of
from tilth_site.uploads.intake import Said

__all__ = ["DEEDS", "SIGN_ACTIONS", "Deed", "Offer", "command_of", "form_for", "objection", "offers", "sides_of"]

SIGN_ACTIONS: Mapping[Side, str] = {
    Side.OWNER: "foundry.request.sign_as_owner",
    Side.PROVIDER: "foundry.request.sign_as_provider",
}
EXTRA = "extra"
"""The key of the line that a quote adds to the priced ones."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A command in words: the ``label`` of its button, the ``lead`` of its page, and what is said when it is
    ``done``. ``weight`` is ``primary``, ``danger`` (it cannot be undone) or empty.
    """

    command: type[Command]
    label: str | Promise
    lead: str | Promise
    done: str | Promise
    weight: str = ""

    @property
    def name(self) -> str:
        """The command's name, which is its address too."""
        return self.command.NAME


_DEEDS = (
    Deed(
        commands.Submit,
        _("Submit to the foundry"),
        _("The foundry accepts it, asks for changes, or declines. Until the build begins you can withdraw."),
        _("The request is submitted. The foundry answers next."),
        "primary",
    ),
    Deed(
        commands.Accept,
        _("Accept"),
        _("You take the request on and will quote for it. Nothing is promised yet."),
        _("The request is accepted. Draw up the statement of work next."),
        "primary",
    ),
    Deed(
        commands.Quote,
        _("Quote"),
        _("This draws up the next version of the statement of work, which replaces every earlier one."),
        _("The statement of work is drawn up. Both sides sign it next."),
        "primary",
    ),
    Deed(commands.Sign, _("Sign"), "", _("Your signature is recorded."), "primary"),
    Deed(
        commands.Queue,
        _("Queue"),
        _("The request takes a place in a build slot. A new version of the design would give it up."),
        _("The request has a place in the build slot."),
        "primary",
    ),
    Deed(
        commands.Start,
        _("Release to build"),
        _("The design goes to the bench. Only a design that was screened and cleared is released."),
        _("The design is released to build."),
        "primary",
    ),
    Deed(
        commands.Complete,
        _("Complete"),
        _("The build is over: say how many constructs were delivered, and hand in the report that shows it."),
        _("The build is recorded as complete."),
        "primary",
    ),
    Deed(
        commands.Close,
        _("Close"),
        _("Nothing is left to do, and the request is put away. This cannot be undone."),
        _("The request is closed."),
        "danger",
    ),
    Deed(
        commands.Revise,
        _("New version of the design"),
        _("The new version is checked and priced again, and screened again. A place in a build slot is given up."),
        _("The new version is handed in and is being checked."),
    ),
    Deed(
        commands.AskForChanges,
        _("Ask for changes"),
        _("The request goes back to the customer, who hands in another design."),
        _("The customer is asked for changes."),
    ),
    Deed(
        commands.Reject,
        _("Reject"),
        _("You decline the request for good. This cannot be undone; to have it mended, ask for changes."),
        _("The request is rejected."),
        "danger",
    ),
    Deed(
        commands.Withdraw,
        _("Withdraw"),
        _("You take the request back for good, and a place in a build slot is given up. This cannot be undone."),
        _("The request is withdrawn."),
        "danger",
    ),
)

DEEDS: Mapping[str, Deed] = {deed.name: deed for deed in _DEEDS}
"""Every deed by its command's name, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A deed that someone may do now. ``side`` is the one a signature would bind; ``refused`` says why the rules
    would not have it as things stand.
    """

    deed: Deed
    side: Side | None = None
    refused: Refused | None = None


def sides_of(request: Request) -> Sides:
    """The organisations on the sides of a request."""
    return Sides(owner=request.owner, provider=request.provider)


def offers(actor: Actor, request: Request, today: date) -> tuple[Offer, ...]:
    """What ``actor`` may do to ``request`` in the state it is in."""
    takes = possible(request.state)
    found: list[Offer] = []
    for deed in _DEEDS:
        if deed.name not in takes:
            continue
        if deed.command is commands.Sign:
            found += [Offer(deed, side) for side in request.unsigned if _may(actor, SIGN_ACTIONS[side], request)]
        elif _may(actor, ACTIONS[deed.command], request):
            found.append(Offer(deed, refused=objection(deed, request, today)))
    return tuple(found)


def _may(actor: Actor, action: str, request: Request) -> bool:
    return permitted(actor, action, sides_of(request)) is None


def objection(deed: Deed, request: Request, today: date) -> Refused | None:
    """Why the rules would refuse the deed whatever its form says; None where that depends on the form."""
    if deed.command is commands.Quote:
        quote = quote_of(request, today, terms="")
        return quote if isinstance(quote, Refused) else None
    sample = commands.Queue("") if deed.command is commands.Queue else _PLAIN.get(deed.name)
    decided = None if sample is None else decide(request, sample, today)
    if isinstance(decided, Refused):
        return decided
    return objection_to_release(request, today) if deed.command is commands.Start else None


def form_for(deed: Deed, http: HttpRequest, actor: Actor, request: Request, today: date, key: str) -> KeyedForm:
    """The deed's form: filled from a POST, else with what it would mostly be. ``key`` is for a new form."""
    given: dict[str, Any] = {"initial": {"key": key}}
    if http.method == "POST":
        given |= {"data": http.POST, "files": http.FILES}
    match deed.name:
        case commands.Revise.NAME:
            return DesignForm(**given)
        case commands.AskForChanges.NAME | commands.Reject.NAME:
            return ReasonForm(**given)
        case commands.Withdraw.NAME:
            return WithdrawForm(**given)
        case commands.Complete.NAME:
            return CompleteForm(**given)
        case commands.Queue.NAME:
            return QueueForm(slots=free_slots(actor, request.provider, week_of(today)), **given)
        case commands.Quote.NAME:
            estimate = request.assessment.estimate if request.assessment else None
            given["initial"] |= _usual_quote(request, today)
            return QuoteForm(currency=estimate.total.currency if estimate else "CNY", **given)
        case _:
            return KeyedForm(**given)


def _usual_quote(request: Request, today: date) -> dict[str, object]:
    """A quote as the form begins: for thirty days, by the estimate's dates, with the words of the last one."""
    estimate = request.assessment.estimate if request.assessment else None
    before = request.statement
    found: dict[str, object] = {
        "valid_until": date.fromordinal(today.toordinal() + VALID_DAYS),
        "latest": estimate.latest if estimate else None,
        "terms": before.terms if before else "",
    }
    extra = next((line for line in before.lines if line.key == EXTRA), None) if before else None
    if extra is not None:
        amount = str(extra.unit_price).partition(" ")[2].replace(",", "")
        found |= {"extra_what": extra.what, "extra_quantity": extra.quantity, "extra_price": amount}
    return found


def command_of(deed: Deed, form: forms.Form, request: Request, today: date, said: Said) -> Command | Unfit:
    """The command that a valid ``form`` makes ``today``; files that it brought are kept as evidence."""
    given = form.cleaned_data
    match deed.name:
        case commands.Revise.NAME:
            assert isinstance(form, DesignForm)
            files = take_design(form.handed, said)
            return files if isinstance(files, Unfit) else commands.Revise(references(files, said.source))
        case commands.Complete.NAME:
            report = take_report(given["report"], said)
            if isinstance(report, Refused):
                return Unfit("report", report)
            return commands.Complete(Delivery(given["constructs"], report.sha256))
        case commands.Quote.NAME:
            return _quote(given, request, today)
        case commands.Queue.NAME:
            return commands.Queue(given["slot"])
        case commands.AskForChanges.NAME:
            return commands.AskForChanges(given["reason"])
        case commands.Reject.NAME:
            return commands.Reject(given["reason"])
        case commands.Withdraw.NAME:
            return commands.Withdraw(given["reason"])
        case _:
            return _PLAIN[deed.name]


_PLAIN: Mapping[str, Command] = {
    command.NAME: command for command in (commands.Submit(), commands.Accept(), commands.Start(), commands.Close())
}


def _quote(given: Mapping[str, Any], request: Request, today: date) -> Command | Unfit:
    extra: tuple[Line, ...] = ()
    if given.get("extra_money") and given["extra_quantity"]:
        price, quantity = given["extra_money"], given["extra_quantity"]
        extra = (Line(EXTRA, given["extra_what"], quantity, price, price * quantity),)
    command = quote_of(
        request, today, terms=given["terms"], valid_until=given["valid_until"], latest=given["latest"],
        extra=extra, afresh=given["afresh"],
    )  # fmt: skip
    return Unfit("", command) if isinstance(command, Refused) else command
