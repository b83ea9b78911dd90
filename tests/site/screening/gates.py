"""A firm's designs of one unit each, checked and screened by the worker, and two officers at the foundry."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from django.utils import timezone

from screened import index_file, mount
from tilth.foundry.design.read import read_parts
from tilth.foundry.request import Request, commands
from tilth.kernel.ids import new_id
from tilth.parties import commands as ask
from tilth.parties.model import Role

PLAN = """title = "One unit"
parts = ["kit:cidar"]
[[assembly]]
name = "unit"
method = "golden_gate"
enzyme = "BsaI"
backbone = "DVK_AE"
slots = [["J23100_AB"], ["B0034m_BC"], ["{coding}"], ["B0015_DE"]]
"""
GREEN, RED = "E0040m_CD", "E1010m_CD"


@cache
def coding(part: str) -> str:
    """The bases of a part of the kit."""
    return next(str(one.sequence) for one in read_parts(["kit:cidar"]).parts if one.id == part)


def stretch(part: str, length: int = 70, start: int = 200) -> str:
    return coding(part)[start : start + length]


class Gate:
    def __init__(self, cast, sign_in) -> None:
        self.cast, self.sign_in = cast, sign_in
        self.second = ""

    @property
    def officer(self):
        return self.call(self.cast.person("foundry", Role.BIOSAFETY_OFFICER))

    @property
    def other_officer(self):
        return self.call(self.second or self.hire())

    def hire(self) -> str:
        """A second officer's id."""
        from tilth_site.accounts.permissions import OPERATOR
        from tilth_site.journal.actions import Call
        from tilth_site.parties.actions import carry_out

        self.second = new_id("per")
        carry_out(Call(OPERATOR, timezone.now()), ask.RegisterPerson(self.second))
        grant = ask.GrantRole(self.cast.foundry, self.second, Role.BIOSAFETY_OFFICER)
        carry_out(Call(OPERATOR, timezone.now()), grant)
        return self.second

    def call(self, person: str, at: datetime | None = None):
        from tilth_site.journal.actions import Call
        from tilth_site.parties.actors import actor_of

        return Call(actor_of(person), at or timezone.now())

    def design(self, part: str = GREEN, firm: str = "firm") -> str:
        """The id of a request whose design carries ``part``, handed in and not yet looked at."""
        from tilth_site.foundry.actions import open_request

        id, owner = new_id("req"), self.cast.organisation(firm)
        call = self.call(self.cast.person(firm, Role.FOUNDER))
        done(
            open_request(
                call,
                commands.Open(
                    id=id, title=f"A unit with {part}", owner=owner, provider=self.cast.foundry,
                    opened_by=call.actor.person, customer_class="industry",
                ),
            )
        )  # fmt: skip
        self.hand_in(id, part, firm)
        return id

    def hand_in(self, id: str, part: str, firm: str = "firm") -> None:
        from tilth_site.foundry.actions import hand_in
        from tilth_site.foundry.designs import references
        from tilth_site.uploads.bundle import DesignFiles
        from tilth_site.uploads.intake import Said, take_in_text
        from tilth_site.uploads.kinds import PLANS

        call = self.call(self.cast.person(firm, Role.FOUNDER))
        said = Said(call.actor.person, call.at)
        plan = take_in_text(PLAN.format(coding=part), allowed=PLANS, said=said)
        done(hand_in(call, id, references(DesignFiles(plan), call.actor.person)))

    def work(self) -> None:
        """Let the worker do what waits, and what falls due."""
        from tilth_site.jobs import worker

        worker.run(stop_when_idle=True)

    def screened(self, part: str = GREEN, *planted: str) -> str:
        """A request that was screened with a database in which ``planted`` are concerns."""
        mount(index_file("1", planted))
        id = self.design(part)
        self.work()
        return id

    def request(self, id: str) -> Request:
        from tilth_site.foundry.tables import REQUESTS
        from tilth_site.journal.streams import load

        found = load(REQUESTS, id)
        assert found is not None
        return found

    def record(self, id: str):
        from tilth_site.journal.streams import load
        from tilth_site.screening.tables import SCREENINGS

        return load(SCREENINGS, id)


def done(outcome):
    from tilth_site.journal.actions import Done

    assert isinstance(outcome, Done), str(outcome)
    return outcome
