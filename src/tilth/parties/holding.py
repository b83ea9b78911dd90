"""Who holds an identifier: one organisation holds it, and holds at most one of each scheme.

An identifier is what tells two organisations apart, so two that differ in one cannot be duplicates, and one that
is another's may be the sign of a duplicate. A merged organisation keeps its identifiers; while the merge stands,
they count as those of the organisation that it was merged into.
"""

from __future__ import annotations

from collections.abc import Sequence

from tilth.kernel.refusal import Reason, Refused
from tilth.parties.context import Context
from tilth.parties.identifiers import Identifier, Scheme, read_identifier
from tilth.parties.merging import resolve

__all__ = ["against_sharing", "identify"]


def identify(organisation: str, typed: Sequence[Identifier], context: Context) -> tuple[Identifier, ...] | Refused:
    """``typed`` read and normalised, where ``organisation`` may have them all besides those it holds."""
    reasons: list[Reason] = []
    read: list[Identifier] = []
    held = _held(organisation, context)
    for each in typed:
        identifier = read_identifier(each.scheme, each.value)
        if isinstance(identifier, Refused):
            reasons.extend(identifier.reasons)
        elif identifier in context.holders:
            reasons.append(_taken(identifier))
        elif identifier.scheme in held:
            reasons.append(_second(identifier, held[identifier.scheme]))
        else:
            held[identifier.scheme] = identifier
            read.append(identifier)
    return Refused(tuple(reasons)) if reasons else tuple(read)


def against_sharing(organisation: str, into: str, context: Context) -> tuple[Reason, ...]:
    """Why the two organisations cannot be one and the same: a scheme knows them by different identifiers."""
    ours, theirs = _held(organisation, context), _held(into, context)
    return tuple(
        Reason(
            "parties.merge.identifiers",
            "{organisation} has the {scheme} {ours} and {into} has {theirs}, so they are not the same.",
            "Leave them apart, or withdraw the identifier that is wrong.",
            "into",
            {
                "organisation": organisation,
                "into": into,
                "scheme": scheme.spoken,
                "ours": ours[scheme].value,
                "theirs": theirs[scheme].value,
            },
        )
        for scheme in sorted(ours.keys() & theirs.keys())
        if ours[scheme] != theirs[scheme]
    )


def _held(organisation: str, context: Context) -> dict[Scheme, Identifier]:
    """What the organisation holds, itself or through what was merged into it, by scheme."""
    return {
        identifier.scheme: identifier
        for identifier, holder in context.holders.items()
        if resolve(holder, context.merges) == organisation
    }


def _taken(identifier: Identifier) -> Reason:
    # Whose record it is would tell one tenant of another.
    return Reason(
        "parties.identifier.held",
        "The {scheme} {value} stands on the record of another organisation.",
        "Check the code; if two records are the same organisation, have whoever operates the site merge them.",
        "identifier",
        {"scheme": identifier.scheme.spoken, "value": identifier.value},
    )


def _second(identifier: Identifier, first: Identifier) -> Reason:
    return Reason(
        "parties.identifier.second",
        "An organisation has one {scheme}; besides {first} it cannot have {value}.",
        "Withdraw the one that is wrong first.",
        "identifier",
        {"scheme": identifier.scheme.spoken, "value": identifier.value, "first": first.value},
    )
