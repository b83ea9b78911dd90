"""What schemas are called in the published document, where the name of the class does not say what it is of.

In the code a class is named within its module (``State`` of a request); in the document all stand side by side,
and a client that is generated from it gets one type of each name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["NAMES", "renamed"]

NAMES: Mapping[str, str] = {
    "Break": "SeriesBreak",
    "BreakGiven": "SeriesBreakGiven",
    "Counted": "IndicatorCounts",
    "Direction": "TargetDirection",
    "Group": "ConstructGroup",
    "Kind": "IndicatorKind",
    "Line": "StatementLine",
    "Measure": "IndicatorMeasure",
    "Name": "PartyName",
    "NameGiven": "PartyNameGiven",
    "Operator": "ConditionOperator",
    "Outlook": "IndicatorOutlook",
    "Past": "PastPeriod",
    "PastGiven": "PastPeriodGiven",
    "Row": "EvidenceRow",
    "Scheme": "IdentifierScheme",
    "Scope": "TokenScope",
    "Screening": "RequestScreening",
    "Side": "RequestSide",
    "Stage": "VentureStage",
    "Standing": "EvidenceStanding",
    "State": "RequestState",
    "Status": "ScreeningStatus",
    "Steps": "NextSteps",
    "Unit": "PublishedUnit",
    "Verdict": "MilestoneVerdict",
}
"""Name of the class -> name in the document."""

_REF = "#/components/schemas/"

Node = dict[str, Any]
"""A JSON object of the document."""


def renamed(document: Node) -> Node:
    """``document`` with the schemas under their own names, and every reference to them."""
    schemas: Node = document["components"]["schemas"]
    given: Node = {NAMES.get(name, name): schema for name, schema in schemas.items()}
    assert len(given) == len(schemas), "a name is taken"
    for name, own in NAMES.items():
        if given.get(own, {}).get("title") == name:
            given[own]["title"] = own
    told: Node = _followed({**document, "components": {**document["components"], "schemas": given}})
    return told


def _followed(value: Any) -> Any:
    if isinstance(value, list):
        return [_followed(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: _ref(each) if name == "$ref" else _followed(each) for name, each in value.items()}


def _ref(where: str) -> str:
    name = where.removeprefix(_REF)
    return _REF + NAMES.get(name, name)
