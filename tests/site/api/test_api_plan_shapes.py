"""The shapes of the plan's calls are those of the engine, and no two shapes of the API go by one name."""

from __future__ import annotations

from dataclasses import fields

import msgspec
import pytest
from ninja.openapi.schema import OpenAPISchema

from plan_examples import scale, startups
from tilth.plan import model as engine
from tilth.plan.commands import RecordEvidence
from tilth.plan.figures import Figure, Finding, Report
from tilth_site.api.root import api
from tilth_site.api.schemas import plan as sent
from tilth_site.api.schemas.evidence import RecordIn
from tilth_site.api.schemas.report import FigureSaid, MilestoneFinding, ReportSaid

FULL = engine.Plan(
    "pudong",
    engine.Words("The plan", "计划"),
    startups().definitions[0].since,
    ("pudong",),
    (startups(), scale()),
    engine.Source("A newspaper", "p. 3"),
)


@pytest.mark.parametrize(
    ("shape", "kept"),
    [
        (sent.PlanGiven, engine.Plan),
        (sent.IndicatorGiven, engine.Indicator),
        (sent.DefinitionGiven, engine.Definition),
        (sent.RuleGiven, engine.Rule),
        (sent.ConditionGiven, engine.Condition),
        (sent.TargetGiven, engine.Target),
        (sent.BaselineGiven, engine.Baseline),
        (sent.BreakGiven, engine.Break),
        (sent.PastGiven, engine.Past),
        (sent.MilestoneGiven, engine.Milestone),
        (sent.SourceGiven, engine.Source),
        (sent.WordsGiven, engine.Words),
        (ReportSaid, Report),
        (FigureSaid, Figure),
        (MilestoneFinding, Finding),
    ],
)
def test_a_shape_has_every_field_of_what_is_kept_and_no_other(shape, kept) -> None:
    assert list(shape.model_fields) == [field.name for field in fields(kept)]


def test_a_row_is_sent_with_every_field_that_can_be_recorded() -> None:
    assert list(RecordIn.model_fields) == [field.name for field in fields(RecordEvidence) if field.name != "id"]


def test_a_plan_that_is_sent_is_the_plan_that_was_answered() -> None:
    assert sent.PlanGiven.model_validate(msgspec.json.decode(msgspec.json.encode(FULL))).plan() == FULL


def test_no_two_shapes_go_by_one_name(monkeypatch) -> None:
    twice: list[str] = []

    def added(self: OpenAPISchema, definitions: dict[str, object]) -> None:
        twice.extend(name for name, shape in definitions.items() if self.schemas.get(name, shape) != shape)
        self.schemas.update(definitions)

    monkeypatch.setattr(OpenAPISchema, "add_schema_definitions", added)
    api.get_openapi_schema(path_prefix="/api/v1/")
    assert twice == []
