"""Duplicates: a record that was found to be the same party as another points to it, and can stop doing so.

Whatever refers to the merged record goes on referring to it. To know whom a reference means, follow the pointers
(:func:`resolve`). So a merge is undone by taking one pointer away, and nothing has to be remembered or rewritten.
A record is merged only into one that is not merged itself, hence no chain of pointers ever closes on itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tilth.kernel.errors import IntegrityError
from tilth.kernel.refusal import Reason
from tilth.parties.context import Context
from tilth.parties.model import Organisation, Person, Venture

__all__ = [
    "against_merging",
    "against_touching",
    "against_unmerging",
    "against_using",
    "resolve",
    "same",
    "unknown",
]

Mergeable = Organisation | Person | Venture


def resolve(party: str, merges: Mapping[str, str]) -> str:
    """The id of the record that ``party`` now means: the end of the pointers ``merges``, itself where it has none.

    Costs one look-up a pointer. Raises IntegrityError where the pointers run in a circle, which no history that
    was decided by the rules leads to.
    """
    passed = {party}
    while party in merges:
        party = merges[party]
        if party in passed:
            raise IntegrityError(
                "parties.circle",
                f"The merges of {party} run in a circle.",
                mend="Run `tilth journal replay --check`: the table of merges differs from the journal.",
                data={"party": party},
            )
        passed.add(party)
    return party


def same(parties: Iterable[str], party: str, merges: Mapping[str, str]) -> tuple[str, ...]:
    """Those of ``parties`` that now mean the same record as ``party``, in their order."""
    meant = resolve(party, merges)
    return tuple(each for each in parties if resolve(each, merges) == meant)


def unknown(party: str) -> Reason:
    """Why nothing can be done with an id that names nothing of the kind asked for."""
    return Reason(
        "parties.unknown",
        "Nothing of this kind is registered as {party}.",
        "Register it first, or correct the id.",
        data={"party": party},
    )


def against_using(parties: Iterable[str], context: Context) -> tuple[Reason, ...]:
    """Why a command may not name these parties: each must be registered, and must not be merged."""
    reasons: list[Reason] = []
    for party in parties:
        if party not in context.known:
            reasons.append(unknown(party))
        elif party in context.merges:
            reasons.append(_merged(party, resolve(party, context.merges)))
    return tuple(reasons)


def against_touching(party: Mergeable, context: Context) -> tuple[Reason, ...]:
    """Why a party may not be changed: what was merged stays as it is until the merge is undone."""
    if party.merged_into is None:
        return ()
    return (_merged(party.id, resolve(party.merged_into, context.merges)),)


def against_merging(party: Mergeable, into: str, context: Context) -> tuple[Reason, ...]:
    """Why ``party``, which is not merged, may not be merged into ``into``."""
    if into == party.id:
        return (
            Reason(
                "parties.merge.itself",
                "{party} cannot be merged into itself.",
                "Name the record that it duplicates.",
                "into",
                {"party": party.id},
            ),
        )
    if into in context.known and resolve(into, context.merges) == party.id:
        return (
            Reason(
                "parties.merge.circle",
                "{into} is itself merged into {party}.",
                "Undo that merge first.",
                "into",
                {"party": party.id, "into": into},
            ),
        )
    return against_using((into,), context)


def against_unmerging(party: Mergeable) -> tuple[Reason, ...]:
    """Why the merge of ``party`` may not be undone: there is none."""
    if party.merged_into is not None:
        return ()
    return (
        Reason(
            "parties.unmerge",
            "{party} is not merged into anything.",
            "Name the record that was merged, not the one that was kept.",
            data={"party": party.id},
        ),
    )


def _merged(party: str, into: str) -> Reason:
    return Reason(
        "parties.merged",
        "{party} has been merged into {into}.",
        "Use {into}, or undo the merge first.",
        data={"party": party, "into": into},
    )
