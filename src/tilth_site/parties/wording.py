"""The words of the parties in the reader's language: their codes, what happened to them, and why not.

The engine says in a refusal which id, role or stage it means; a person reads the name of it. An id of something
that the reader may not know of is replaced by words that say no more than that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tilth.kernel.errors import Fact
from tilth.kernel.ids import is_id
from tilth.kernel.refusal import Reason, Refused
from tilth.parties.identifiers import Scheme
from tilth.parties.model import Language, NameKind, OrganisationKind, Role, Stage
from tilth_site.accounts.permissions import Actor
from tilth_site.pages.formats import day
from tilth_site.pages.wording import BADGES, role_name
from tilth_site.parties.queries import names_of_parties, visible_ids

__all__ = ["KINDS", "LANGUAGES", "NAME_KINDS", "SCHEMES", "stage_name", "worded", "written_day"]

KINDS: Mapping[OrganisationKind, str | Promise] = {
    OrganisationKind.AUTHORITY: _("Authority"),
    OrganisationKind.FIRM: _("Firm"),
    OrganisationKind.FOUNDRY: _("Foundry"),
    OrganisationKind.FUND: _("Fund"),
    OrganisationKind.HOSPITAL: _("Hospital"),
    OrganisationKind.INCUBATOR: _("Incubator"),
    OrganisationKind.INSTITUTE: _("Institute"),
    OrganisationKind.PLATFORM: _("Platform"),
    OrganisationKind.UNIVERSITY: _("University"),
}
"""What an organisation does -> its name."""

LANGUAGES: Mapping[Language, str | Promise] = {Language.ZH: _("Chinese"), Language.EN: _("English")}
"""Language of a name -> its name."""

NAME_KINDS: Mapping[NameKind, str | Promise] = {
    NameKind.LEGAL: _("Legal name"),
    NameKind.SHORT: _("Short name"),
    NameKind.FORMER: _("Former name"),
}
"""Kind of a name -> its name."""

SCHEMES: Mapping[Scheme, str | Promise] = {
    Scheme.USCC: _("Unified social credit code"),
    Scheme.LEI: _("LEI (legal entity identifier)"),
    Scheme.ROR: _("ROR (Research Organization Registry)"),
}
"""Scheme of an identifier -> its name."""

_SPOKEN: Mapping[str, str | Promise] = {Scheme.USCC.spoken: _("unified social credit code")}
_KIND_SPOKEN: Mapping[str, str | Promise] = {
    NameKind.LEGAL.value: _("legal"),
    NameKind.SHORT.value: _("short"),
    NameKind.FORMER.value: _("former"),
}
_SIDES: Mapping[str, str | Promise] = {
    "owner": _("of the organisation itself"),
    "operator": _("of the operator of the site"),
}


def stage_name(stage: str) -> str:
    """The name of a venture's stage."""
    return str(BADGES["stage"][stage][0])


def written_day(on: object) -> str:
    """A day inside a sentence, from a date or its ISO 8601 text."""
    return strip_tags(day(str(on)))


def worded(refused: Refused, actor: Actor) -> Refused:
    """The same refusal with words in place of codes, and names in place of ids. Two queries where it has ids."""
    ids = {str(fact) for reason in refused.reasons for fact in reason.data.values() if is_id(str(fact))}
    hidden = ids - visible_ids(actor, ids) if ids else set()
    names = {**names_of_parties(ids - hidden), **{id: gettext("another record") for id in hidden}}
    return Refused(tuple(replace(reason, data=_in_words(reason, names)) for reason in refused.reasons))


def _in_words(reason: Reason, names: Mapping[str, str]) -> dict[str, Fact]:
    return {place: names.get(str(fact)) or _word(place, str(fact)) for place, fact in reason.data.items()}


def _word(place: str, code: str) -> str:
    """The words for ``code`` in the place of that name in a sentence."""
    match place:
        case "role" if code in {role.value for role in Role}:
            return role_name(code)
        case "stage" | "current" if code in {stage.value for stage in Stage}:
            return stage_name(code)
        case "following":
            return gettext(", ").join(stage_name(stage) for stage in code.split(", ")) if code != "none" else code
        case "language":
            return str(LANGUAGES[Language(code)])
        case "kind":
            return str(_KIND_SPOKEN.get(code, code))
        case "scheme":
            return str(_SPOKEN.get(code, code))
        case "day" | "today" | "since":
            return written_day(code)
        case "roles":
            return gettext(", ").join(_holder(holder) for holder in code.split(", "))
        case _:
            return code


def _holder(code: str) -> str:
    """``founder (owner)``, as a permission spells who may, in words."""
    role, _sign, side = code.partition(" (")
    if role not in {known.value for known in Role}:
        return code
    return gettext("%(role)s (%(side)s)") % {"role": role_name(role), "side": _SIDES.get(side[:-1], side[:-1])}
