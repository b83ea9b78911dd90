"""What a procedure lets one choose from: kinds of documents, facts and their values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tilth.approval import Procedure
from tilth.approval.model import Clause
from tilth_site.approval.naming import kind_name, value_name

__all__ = ["Choices", "asked_facts", "document_facts", "kinds_of"]

Choices = list[tuple[str, str]]
"""What is sent, and its words."""


def kinds_of(procedure: Procedure) -> Choices:
    """The kinds of documents that the procedure wants, with their names."""
    kinds = dict.fromkeys(required.kind for step in procedure.steps for required in step.evidence)
    return [(kind, kind_name(kind)) for kind in kinds]


def asked_facts(procedure: Procedure) -> dict[str, Choices]:
    """The facts that lanes ask for, each with the values that a clause knows."""
    found: dict[str, list[Clause]] = {}
    for step in procedure.steps:
        for lane in step.every_lane:
            for clause in lane.eligibility:
                found.setdefault(clause.fact, []).append(clause)
    return {fact: _values(clauses) for fact, clauses in found.items()}


def _values(clauses: Sequence[Clause]) -> Choices:
    values = dict.fromkeys(value for clause in clauses for value in (*clause.any_of, *clause.none_of))
    if "yes" in values:
        values["no"] = None
    return [(value, value_name(value)) for value in values]


def document_facts(procedure: Procedure) -> Mapping[str, str]:
    """The facts that clauses ask of documents, each with the clause in words."""
    return {
        clause.fact: clause.says
        for step in procedure.steps
        for required in step.evidence
        for clause in required.where
    }
