"""What people do to the parties: the words of each deed, the permission it needs, and the form that asks for it.

A deed has a page of its own, which says what will happen before its button does it. So everything is confirmed,
with a script or without.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tilth.parties.model import NEXT_STAGES, Organisation, Party, Person, Team, Venture
from tilth_site.accounts.permissions import Actor, Sides, permitted
from tilth_site.parties.forms import naming, organisations, people, teams, ventures
from tilth_site.parties.forms.base import DeedForm

__all__ = ["DEEDS", "NAME_DEEDS", "REGISTER", "Deed", "Kind", "may", "offers"]


class Kind(StrEnum):
    """What a deed is done to."""

    ORGANISATION = "organisation"
    PERSON = "person"
    TEAM = "team"
    VENTURE = "venture"


@dataclass(frozen=True, slots=True)
class Deed:
    """``name`` is its address; ``label`` stands on its button, ``lead`` above its form, ``done`` says that it is
    done. ``weight`` is ``primary`` or ``danger``.
    """

    name: str
    action: str
    form: type[DeedForm]
    label: str | Promise
    lead: str | Promise
    done: str | Promise
    weight: str = "primary"


_NAME = "parties.organisation.name"
_IDENTIFY = "parties.organisation.identify"
_FORMER = _("A name that was right once is not withdrawn but replaced; it then stays as a former name.")
_UNMERGE = _(
    "The two records stand on their own again, as they were. What was done meanwhile stays where it was done."
)
_ORGANISATION = (
    Deed(
        "add-name", _NAME, naming.NameForm, _("Add a name"),
        _("Another name that it goes by. There is one legal name in a language."), _("The name is added."),
    ),
    Deed(
        "rename", _NAME, naming.RenameForm, _("Rename"),
        _("The new name takes the place of the old one, which stays findable as a former name."),
        _("The name is changed."),
    ),
    Deed(
        "withdraw-name", _NAME, naming.WithdrawNameForm, _("Withdraw a name"), _FORMER,
        _("The name is withdrawn."), "danger",
    ),
    Deed(
        "classify", _NAME, organisations.ClassifyForm, _("Classify"),
        _("Say all that it does. Foundries are offered to those who ask for a design to be built."),
        _("What it does is recorded."),
    ),
    Deed(
        "identify", _IDENTIFY, organisations.IdentifyForm, _("Add an identifier"),
        _("One from each register. Its check characters are worked out, so a slip is found before it is stored."),
        _("The identifier is recorded."),
    ),
    Deed(
        "withdraw-identifier", _IDENTIFY, organisations.WithdrawIdentifierForm, _("Withdraw an identifier"),
        _("It was found not to be this organisation’s. Another organisation may have it afterwards."),
        _("The identifier is withdrawn."), "danger",
    ),
    Deed(
        "grant-role", "parties.role.grant", organisations.GrantRoleForm, _("Give a role"),
        _("The person sees and does from now on what the role may in this organisation."),
        _("The role is given."),
    ),
    Deed(
        "withdraw-role", "parties.role.withdraw", organisations.WithdrawRoleForm, _("Withdraw a role"),
        _("The person loses at once what the role may. What was done in it stays in the journal."),
        _("The role is withdrawn."), "danger",
    ),
    Deed(
        "form-team", "parties.team.form", teams.FormTeamForm, _("Form a team"),
        _("People who work together. Being in a team gives no role."), _("The team is formed."),
    ),
    Deed(
        "unmerge", "parties.organisation.unmerge", organisations.UnmergeOrganisationForm, _("Undo the merge"),
        _UNMERGE, _("The merge is undone."), "danger",
    ),
)  # fmt: skip
_CHANGE = "parties.venture.change"
_INCORPORATE = "parties.venture.incorporate"
_ADVANCE = "parties.venture.advance"
_VENTURE = (
    Deed(
        "advance", _ADVANCE, ventures.AdvanceForm, _("Advance"),
        _("The venture comes to the next stage. It keeps its id."), _("The stage is recorded."),
    ),
    Deed(
        "correct", _ADVANCE, ventures.CorrectStageForm, _("Correct the stage"),
        _("For a stage or a day that was recorded wrongly. The wrong entry stays in the history."),
        _("The stage is put right."),
    ),
    Deed(
        "add-name", _CHANGE, naming.NameForm, _("Add a name"), _("Another name that it goes by."),
        _("The name is added."),
    ),
    Deed(
        "rename", _CHANGE, naming.RenameForm, _("Rename"),
        _("The new name takes the place of the old one, which stays findable as a former name."),
        _("The name is changed."),
    ),
    Deed(
        "withdraw-name", _CHANGE, naming.WithdrawNameForm, _("Withdraw a name"), _FORMER,
        _("The name is withdrawn."), "danger",
    ),
    Deed(
        "add-founder", _CHANGE, ventures.AddFounderForm, _("Add a founder"),
        _("A founder acts for the venture: opens its requests and signs for it."), _("The founder is added."),
    ),
    Deed(
        "remove-founder", _CHANGE, ventures.RemoveFounderForm, _("Remove a founder"),
        _("The person no longer acts for the venture. What was signed stays signed."),
        _("The founder is removed."), "danger",
    ),
    Deed(
        "incorporate", _INCORPORATE, ventures.IncorporateForm, _("Incorporate"),
        _("Say which organisation the venture became. It keeps its id, and whoever has a role there reaches it."),
        _("The organisation is recorded."),
    ),
    Deed(
        "withdraw-incorporation", _INCORPORATE, ventures.WithdrawIncorporationForm,
        _("Withdraw the incorporation"),
        _("The venture was found not to be this organisation. Its people no longer reach the venture."),
        _("The incorporation is withdrawn."), "danger",
    ),
    Deed(
        "unmerge", "parties.venture.merge", ventures.UnmergeVentureForm, _("Undo the merge"), _UNMERGE,
        _("The merge is undone."), "danger",
    ),
)  # fmt: skip
_TEAM_ACTION = "parties.team.change"
_TEAM = (
    Deed(
        "rename", _TEAM_ACTION, teams.RenameTeamForm, _("Rename"), _("Say all that the team is called."),
        _("The team is renamed."),
    ),
    Deed("join", _TEAM_ACTION, teams.JoinTeamForm, _("Add a member"), "", _("The member is added.")),
    Deed(
        "leave", _TEAM_ACTION, teams.LeaveTeamForm, _("Remove a member"),
        _("The person stays in the organisation."),
        _("The member is removed."), "danger",
    ),
    Deed(
        "dissolve", _TEAM_ACTION, teams.DissolveTeamForm, _("Dissolve"),
        _("The team is no more; who its members were stays known. It cannot be taken up again."),
        _("The team is dissolved."), "danger",
    ),
)  # fmt: skip
_PERSON = (
    Deed(
        "merge", "parties.person.merge", people.MergePersonForm, _("Merge into another record"),
        _("Both records are one human being, and the roles of both count for the one kept. It can be undone."),
        _("The records are merged."),
    ),
    Deed(
        "unmerge", "parties.person.unmerge", people.UnmergePersonForm, _("Undo the merge"), _UNMERGE,
        _("The merge is undone."), "danger",
    ),
)  # fmt: skip

DEEDS: Mapping[Kind, Mapping[str, Deed]] = {
    kind: {deed.name: deed for deed in deeds}
    for kind, deeds in (
        (Kind.ORGANISATION, _ORGANISATION),
        (Kind.PERSON, _PERSON),
        (Kind.TEAM, _TEAM),
        (Kind.VENTURE, _VENTURE),
    )
}
"""Kind of party -> address -> deed, in the order in which they are offered."""

NAME_DEEDS = frozenset({"add-name", "rename", "withdraw-name"})
"""Those that stand together under the names."""

REGISTER: Mapping[Kind, Deed] = {
    Kind.ORGANISATION: Deed(
        "register", "parties.organisation.register", organisations.RegisterOrganisationForm,
        _("Register an organisation"),
        _("Look it up first: a second record of the same organisation has to be merged later."),
        _("The organisation is registered."),
    ),
    Kind.VENTURE: Deed(
        "register", "parties.venture.register", ventures.RegisterVentureForm, _("Register a venture"),
        _("The venture gets the one id that it keeps from the application to the exit."),
        _("The venture is registered."),
    ),
}  # fmt: skip
"""Kind of party -> how one is made known."""


def may(actor: Actor, action: str, sides: Sides) -> bool:
    """Whether the actor is allowed ``action``."""
    return permitted(actor, action, sides) is None


def offers(actor: Actor, kind: Kind, party: Party, sides: Sides) -> Mapping[str, Deed]:
    """The deeds that the actor may do to ``party`` and that make sense as it stands, by name with underscores."""
    fitting = (deed for deed in DEEDS[kind].values() if deed.name not in _senseless(party))
    return {deed.name.replace("-", "_"): deed for deed in fitting if may(actor, deed.action, sides)}


def _senseless(party: Party) -> Iterable[str]:
    """The deeds that the rules would refuse whatever the form says."""
    every = DEEDS[Kind(type(party).__name__.lower())]
    match party:
        case Organisation(merged_into=str()) | Person(merged_into=str()) | Venture(merged_into=str()):
            return set(every) - {"unmerge"}
        case Team(dissolved=True):
            return every
        case Organisation():
            missing = () if party.identifiers else ("withdraw-identifier",)
            return ("unmerge", *missing, *(() if party.grants else ("withdraw-role",)))
        case Venture():
            going = () if NEXT_STAGES[party.stage] else ("advance",)
            return ("unmerge", *going, "incorporate" if party.organisation else "withdraw-incorporation")
        case Person():
            return ("unmerge",)
        case Team():
            return () if party.members else ("leave",)
