"""Runs of real designs from real stocks, compiled without a worker."""

from __future__ import annotations

from journeys import AT, Journey, assessment, done
from tilth.foundry.build.run.model import Choices, RunFile
from tilth.kernel.ids import new_id

KIT = ("DVK_AE", "J23100_AB", "J23102_AB", "B0034m_BC", "E0040m_CD", "E1010m_CD", "B0015_DE")
DESIGN = """\
title = "{title}"
parts = ["kit:cidar"]

[[assembly]]
name = "{name}"
method = "golden_gate"
enzyme = "BsaI"
backbone = "DVK_AE"
slots = [["J23100_AB", "J23102_AB"], ["B0034m_BC"], ["E0040m_CD", "E1010m_CD"], ["B0015_DE"]]
"""
WELLS = "ABCDEFGHIJKLMNOP"
STOCKS = "part,labware,kind,well,volume,concentration,length,lot\n" + "".join(
    f"{part},PARTS-1,echo_384_pp,{WELLS[row]}{column},60,30,3000,L-{row}\n"
    for row, part in enumerate(KIT)
    for column in (1, 2)
)
"""Two wells of every part, so that one may fail."""


def designed(cast, owner: str = "firm", name: str = "unit", title: str = "Four units") -> Journey:
    """A cleared request for a real design of four constructs."""
    from tilth.foundry.request.commands import Assess
    from tilth_site.accounts.permissions import OPERATOR
    from tilth_site.foundry.actions import hand_in, record_assessment
    from tilth_site.foundry.designs import references
    from tilth_site.journal.actions import Call
    from tilth_site.uploads.bundle import DesignFiles
    from tilth_site.uploads.intake import Said, Stored, take_in_text
    from tilth_site.uploads.kinds import PLANS

    journey = Journey(cast.organisation(owner), cast.foundry).to("draft")
    plan = take_in_text(DESIGN.format(title=title, name=name), allowed=PLANS, said=Said("test", AT))
    assert isinstance(plan, Stored)
    call = Call(OPERATOR, AT)
    done(hand_in(call, journey.id, references(DesignFiles(plan), "test")))
    done(record_assessment(call, journey.id, Assess(assessment(constructs=4))))
    return journey.to("cleared")


def stocks(text: str = STOCKS) -> RunFile:
    """A table of stocks among the evidence."""
    from tilth_site.uploads.intake import Said, Stored, take_in_text
    from tilth_site.uploads.kinds import CSV

    kept = take_in_text(text, allowed=(CSV,), said=Said("test", AT))
    assert isinstance(kept, Stored)
    return RunFile("stocks.csv", kept.sha256, kept.size, kept.media_type)


def wanted(cast, *journeys: Journey, choices: Choices | None = None, table: str = STOCKS):
    """A run of ``journeys`` from the stocks above."""
    from tilth_site.build.actions import Wanted

    ids = tuple(one.id for one in journeys)
    return Wanted(new_id("run"), "Shared plate", cast.foundry, ids, stocks(table), choices or Choices())


def compiled(cast, *journeys: Journey, choices: Choices | None = None, table: str = STOCKS) -> str:
    """The id of a run that the worker has compiled, without a worker."""
    from tilth_site.accounts.permissions import OPERATOR, WORKER
    from tilth_site.build.actions import open_run, record_plan
    from tilth_site.build.compiling import Compiled, compile_run
    from tilth_site.build.tables import RUNS
    from tilth_site.journal.actions import Call
    from tilth_site.journal.streams import load

    asked = wanted(cast, *journeys, choices=choices, table=table)
    done(open_run(Call(OPERATOR, AT), asked))
    run = load(RUNS, asked.id)
    assert run is not None
    found = compile_run(run, lambda *_: None)
    assert isinstance(found, Compiled), found
    done(record_plan(Call(WORKER, AT), asked.id, found.command))
    return asked.id
