"""A design request, driven through its life by the actions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tilth.foundry.request import Request, Side, commands
from tilth.kernel.ids import new_id
from tilth.kernel.signature import Meaning
from tilth.parties.model import Role

CIDAR = Path(__file__).resolve().parents[3] / "examples" / "cidar" / "DESIGN.toml"


@pytest.fixture
def story(cast, settings, tmp_path):
    """The firm's request at the foundry, step by step."""
    settings.EVIDENCE = tmp_path / "evidence"
    return Story(cast)


class Story:
    def __init__(self, cast) -> None:
        self.cast = cast
        self.id = new_id("req")

    def founder(self, **more):
        return self.cast.call("firm", Role.FOUNDER, **more)

    def scientist(self, **more):
        return self.cast.call("foundry", Role.FOUNDRY_SCIENTIST, **more)

    @property
    def request(self) -> Request:
        from tilth_site.foundry.tables import REQUESTS
        from tilth_site.journal.streams import load

        found = load(REQUESTS, self.id)
        assert found is not None
        return found

    def open(self):
        from tilth_site.foundry.actions import open_request

        call = self.founder()
        return done(
            open_request(
                call,
                commands.Open(
                    id=self.id, title="CIDAR units", owner=self.cast.firm, provider=self.cast.foundry,
                    opened_by=call.actor.person, customer_class="industry",
                ),
            )
        )  # fmt: skip

    def hand_in(self, text: str | None = None):
        from tilth_site.foundry.actions import hand_in
        from tilth_site.foundry.designs import references
        from tilth_site.uploads.bundle import DesignFiles
        from tilth_site.uploads.intake import Said, Stored, take_in_text
        from tilth_site.uploads.kinds import PLANS

        call = self.founder()
        stored = take_in_text(text or CIDAR.read_text(), allowed=PLANS, said=Said(call.actor.person, call.at))
        assert isinstance(stored, Stored), stored
        return done(hand_in(call, self.id, references(DesignFiles(stored), call.actor.person)))

    def assess(self) -> None:
        """Let the worker do what waits."""
        from tilth_site.jobs import worker

        worker.run(stop_when_idle=True)

    def do(self, side: Side, command: commands.Command):
        from tilth_site.foundry.actions import carry_out

        call = self.founder() if side is Side.OWNER else self.scientist()
        return done(carry_out(call, self.id, command))

    def quote(self, **more):
        from tilth_site.foundry.quotes import quote_of

        return self.do(
            Side.PROVIDER, quote_of(self.request, self.scientist().at.date(), terms="Thirty days.", **more)
        )

    def sign(self, side: Side):
        from tilth_site.foundry.actions import sign_statement
        from tilth_site.signatures.signing import Ink

        statement = self.request.statement
        assert statement is not None
        call = self.founder() if side is Side.OWNER else self.scientist()
        command = commands.Sign(
            version=statement.version, sha256=statement.sha256, side=side, signatory=call.actor.person,
            meaning="acceptance",
        )  # fmt: skip
        return done(
            sign_statement(call, self.id, command, Ink(call.actor.person, "founder", "Wu Ji", Meaning.ACCEPTANCE))
        )

    def open_slot(self, places: int = 1) -> str:
        from tilth.foundry.request.slots import OpenSlot
        from tilth_site.foundry.actions import carry_out_slot

        id = new_id("slot")
        call = self.scientist()
        done(carry_out_slot(call, id, self.cast.foundry, OpenSlot(id, self.cast.foundry, "2026-W30", places)))
        return id

    def until_quoted(self) -> None:
        self.open()
        self.hand_in()
        self.assess()
        self.do(Side.OWNER, commands.Submit())
        self.do(Side.PROVIDER, commands.Accept())
        self.quote()

    def until_signed(self) -> None:
        self.until_quoted()
        self.sign(Side.PROVIDER)
        self.sign(Side.OWNER)


def done(outcome):
    from tilth_site.journal.actions import Done

    assert isinstance(outcome, Done), str(outcome)
    return outcome
