"""A plan that the operator follows, and evidence handed in by the firm."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from plan_examples import START, scale, startups
from tilth.kernel.ids import new_id
from tilth.parties.model import Role
from tilth.plan.commands import AcceptEvidence, RecordEvidence
from tilth.plan.model import Indicator, Kind, Milestone, Plan, Words

GOAL = Indicator(
    "materials", Words("Key materials"), Kind.QUALITATIVE, Words(""), "office",
    milestones=(Milestone("resin", Words("A resin of our own")),),
)  # fmt: skip
PLAN = Plan("pudong", Words("The plan"), START, ("pudong",), (startups(), scale(), GOAL))
AT = datetime(2025, 6, 30, 4, tzinfo=UTC)


class Followed:
    """A plan, and what the people of the cast do about it."""

    def __init__(self, cast) -> None:
        from tilth_site.plan.actions import adopt

        self.cast, self.id = cast, new_id("pln")
        done(adopt(self.officer(), self.id, PLAN))

    def officer(self, **more):
        return self.cast.call("operator", Role.CLUSTER_OFFICER, **{"at": AT, **more})

    def reviewer(self, **more):
        return self.cast.call("operator", Role.REVIEWER, **{"at": AT, **more})

    def founder(self, **more):
        return self.cast.call("firm", Role.FOUNDER, **{"at": AT, **more})

    def row(self, **changes) -> RecordEvidence:
        given = {
            "id": new_id("evd"), "plan": self.id, "owner": self.cast.firm, "claim": "startup.registered",
            "subject": self.cast.firm, "on": date(2024, 3, 1), "place": "pudong", "source": "the register",
            **changes,
        }  # fmt: skip
        return RecordEvidence(**given)

    def record(self, **changes) -> str:
        """Hand a row in as the founder; its id."""
        from tilth_site.plan.actions import record

        row = self.row(**changes)
        done(record(self.founder(), row))
        return row.id

    def reading(self, value: int, **changes) -> str:
        given = {"claim": "reading", "subject": "scale", "on": date(2024, 12, 31), "place": "", **changes}
        return self.record(value=Decimal(value), **given)

    def accept(self, id: str, **more) -> None:
        from tilth_site.plan.actions import accept

        done(accept(self.reviewer(), id, AcceptEvidence(**more)))

    def counted(self, **changes) -> str:
        """A row that counts."""
        id = self.record(**changes)
        self.accept(id)
        return id

    @property
    def certain(self) -> tuple[int, int, int]:
        """Low, certain and high of the startups, as the ledger has them."""
        from tilth.plan.report import figure
        from tilth_site.plan.ledgers import ledger_now

        made = figure(startups(), ledger_now(self.id), AT.date(), forecasts=False)
        return int(made.low), int(made.certain), int(made.high)


def done(outcome):
    from tilth_site.journal.actions import Done

    assert isinstance(outcome, Done), str(outcome)
    return outcome


def codes(outcome) -> list[str]:
    from tilth.kernel.refusal import Refused

    assert isinstance(outcome, Refused), outcome
    return [reason.code for reason in outcome.reasons]


def revised(**changes) -> Plan:
    return replace(PLAN, **changes)
