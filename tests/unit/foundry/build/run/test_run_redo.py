"""What failed is made good: topped up in place, or made again in fresh labware, with all that was done with it."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from redo_benches import LABWARE, MIX, Bench, as_planned
from tilth.foundry.build.readback.filling import to_fill
from tilth.foundry.build.run import Setting, apply, decide
from tilth.foundry.build.run.amending import amended
from tilth.foundry.build.run.commands import Confirm, PlanRedo
from tilth.foundry.build.run.events import RedoPlanned
from tilth.foundry.build.run.redoing import draft
from tilth.foundry.build.run.steps import standing
from tilth.foundry.build.run.telling import told_of
from tilth.foundry.build.transfer import Place
from tilth.foundry.build.volume import UL
from tilth.kernel.refusal import Refused


def go_on_to(bench: Bench, step: str) -> None:
    """Do whatever can be done before ``step``."""
    while bench.open != [step]:
        bench.confirm(bench.open[0])


def to_the_end(bench: Bench) -> None:
    """Do whatever can be done until all is done."""
    while bench.open:
        bench.confirm(bench.open[0])
    assert all(step.standing == "done" for step in bench.steps)


def holds_what_was_planned(bench: Bench) -> bool:
    wanted = as_planned(bench.plan)
    return all(
        held.keys() == wanted[name].keys() and all(abs(held[one] - wanted[name][one]) < 1e-3 for one in held)
        for name, held in bench.delivered().items()
    )


def test_a_run_in_which_nothing_fails_holds_what_was_planned() -> None:
    bench = Bench()
    to_the_end(bench)
    assert holds_what_was_planned(bench)


def test_what_came_short_is_topped_up_in_one_step_and_nothing_else_changes() -> None:
    bench = Bench()
    bench.confirm("mix")
    went = bench.confirm("hand-out", moved={1: 8 * UL})
    bench.report("hand-out", went)
    redo = bench.redo().redo
    assert [(one.id, one.of, one.labware) for one in redo.steps] == [("redo-1", ("hand-out",), ("mixes", "clips"))]
    assert (redo.replaced, redo.holds, redo.later) == ((), (), ())
    assert [one.volume for _, one in bench.of("redo-1")] == [12 * UL]
    assert bench.open == ["redo-1"]
    to_the_end(bench)
    assert holds_what_was_planned(bench)


def clip_given_up() -> Bench:
    """The part of clip A1 failed, and was reported after the clips were cycled."""
    bench = Bench()
    bench.confirm("mix", "hand-out")
    went = bench.confirm("parts", moved={0: 0})
    bench.confirm("cycle")
    bench.report("parts", went)
    return bench


def test_a_clip_given_up_after_cycling_is_made_again_step_by_step_as_far_as_the_run_had_come() -> None:
    bench = clip_given_up()
    redo = bench.redo().redo
    assert [(one.id, one.of) for one in redo.steps] == [
        ("redo-1.hand-out", ("hand-out",)),
        ("redo-1.parts", ("parts",)),
        ("redo-1.cycle", ("cycle",)),
    ]
    assert bench.labware("redo-1.hand-out") == ("mixes", "clips-redo")
    assert bench.labware("redo-1.cycle") == ("clips-redo",), "the thermocycler is asked again, for the fresh plate"
    assert bench.open == ["redo-1.hand-out"]
    bench.confirm("redo-1.hand-out")
    assert bench.open == ["redo-1.parts"]
    bench.confirm("redo-1.parts")
    assert bench.open == ["redo-1.cycle"]
    bench.confirm("redo-1.cycle")
    assert bench.open == ["purify"]


def test_what_comes_later_draws_from_the_fresh_well_and_from_the_others_as_planned() -> None:
    bench = clip_given_up()
    bench.redo()
    bench.confirm("redo-1.hand-out", "redo-1.parts", "redo-1.cycle")
    assert bench.labware("purify") == ("clips", "clips-redo", "pure", "waste")
    assert bench.labware("join") == ("pure", "joined")
    sources = [one.source for _, one in bench.of("purify")]
    assert sources == 2 * [Place("clips-redo", "A1"), Place("clips", "B1"), Place("clips", "C1")]
    to_the_end(bench)
    cells = [one for one in bench.moved if one.target.labware == "cells"]
    assert len(cells) == 2, "each assembly is moved to the cells once"
    assert holds_what_was_planned(bench)


def test_the_later_step_does_not_take_the_old_plate_alone() -> None:
    bench = clip_given_up()
    bench.redo()
    bench.confirm("redo-1.hand-out", "redo-1.parts", "redo-1.cycle")
    with pytest.raises(AssertionError, match="clips-redo is used by the step purify"):
        bench.do(Confirm("purify", ("clips", "pure", "waste")))


def test_a_plate_of_which_every_well_is_given_up_is_not_asked_for_any_more() -> None:
    bench = Bench()
    bench.confirm("mix", "hand-out")
    went = bench.confirm("parts", moved={0: 0, 1: 0, 2: 0})
    bench.confirm("cycle")
    bench.report("parts", went)
    bench.redo()
    go_on_to(bench, "purify")
    assert bench.labware("purify") == ("clips-redo", "pure", "waste")
    to_the_end(bench)
    assert holds_what_was_planned(bench)


def test_a_step_of_the_redo_that_fails_is_topped_up_in_the_fresh_well() -> None:
    bench = clip_given_up()
    bench.redo()
    went = bench.confirm("redo-1.hand-out", moved={0: 15 * UL})
    bench.report("redo-1.hand-out", went)
    redo = bench.redo().redo
    assert [(one.id, one.of) for one in redo.steps] == [("redo-2", ("redo-1.hand-out",))]
    assert [(one.target, one.volume) for _, one in bench.of("redo-2")] == [(Place("clips-redo", "A1"), 5 * UL)]
    assert bench.open == ["redo-2"]
    to_the_end(bench)
    assert holds_what_was_planned(bench)


def test_a_second_failure_after_the_redo_gives_up_the_fresh_well_and_no_other() -> None:
    bench = clip_given_up()
    bench.redo()
    bench.confirm("redo-1.hand-out")
    went = bench.confirm("redo-1.parts", moved={0: 0})
    bench.confirm("redo-1.cycle", "purify")
    bench.report("redo-1.parts", went)
    redo = bench.redo().redo
    assert [(one.old, one.fresh) for one in redo.replaced] == [
        ("pure", "pure-redo"),
        ("clips-redo", "clips-redo2"),
    ]
    assert [one.id for one in redo.steps] == [
        f"redo-2.{step}" for step in ("hand-out", "parts", "cycle", "purify")
    ]
    again = [one for step in redo.steps for _, one in bench.of(step.id)]
    assert {one.target.well for one in again} == {"A1"}
    assert len(again) == 4, "mix, part, what is thrown away and what is kept, of one clip"
    to_the_end(bench)
    assert holds_what_was_planned(bench)


def test_a_failure_in_a_later_step_makes_only_that_step_good() -> None:
    bench = clip_given_up()
    bench.redo()
    bench.confirm("redo-1.hand-out", "redo-1.parts", "redo-1.cycle", "purify")
    went = bench.confirm("join", moved={0: 0})
    bench.report("join", went)
    redo = bench.redo().redo
    assert [(one.id, one.of) for one in redo.steps] == [("redo-2", ("join",))]
    assert redo.replaced == ()
    to_the_end(bench)
    assert holds_what_was_planned(bench)


def test_two_reports_that_owe_are_made_good_together() -> None:
    bench = Bench()
    bench.confirm("mix")
    first = bench.confirm("hand-out", moved={0: 0})
    second = bench.confirm("parts", moved={0: 0, 1: 0})
    bench.report("hand-out", first)
    bench.report("parts", second)
    redo = bench.redo().redo
    assert (redo.report, redo.also, bench.run.owing) == (2, (1,), ())
    to_the_end(bench)
    assert holds_what_was_planned(bench)


def test_what_a_late_report_says_of_a_well_that_was_given_up_is_owed_no_more() -> None:
    bench = Bench()
    bench.confirm("mix")
    first = bench.confirm("hand-out", moved={0: 0})
    second = bench.confirm("parts", moved={0: 0})
    bench.report("hand-out", first)
    bench.redo()
    found = bench.report("parts", second)
    assert (len(found.faults), found.owed, bench.run.owing) == (1, (), ())
    to_the_end(bench)
    assert holds_what_was_planned(bench)


def test_a_mix_that_failed_is_made_again_with_all_that_was_made_of_it() -> None:
    bench = Bench()
    went = bench.confirm("mix", moved={1: 0})
    bench.confirm("hand-out")
    bench.report("mix", went)
    drafted = bench.redo()
    assert [one.id for one in drafted.redo.steps] == ["redo-1.mix", "redo-1.hand-out"]
    assert {one.old for one in drafted.redo.replaced} == {"mixes", "clips"}
    assert [
        (str(one.place), one.liquid, one.volume) for one in to_fill(drafted.plan, {piece.id for piece in LABWARE})
    ] == [("reagents-more:A1", "buffer", 110 * UL)], "the enzyme was not used up, the buffer was"
    assert "reagents-more" in bench.labware("redo-1.mix")
    to_the_end(bench)
    assert holds_what_was_planned(bench)


def test_a_mix_that_is_used_up_is_made_again_and_what_was_made_of_it_stays() -> None:
    bench = Bench()
    bench.confirm("mix", "hand-out")
    went = bench.confirm("parts", moved={0: 0, 1: 0, 2: 0})
    bench.confirm("cycle")
    bench.report("parts", went)
    redo = bench.redo().redo
    assert [one.id for one in redo.steps] == [f"redo-1.{step}" for step in ("mix", "hand-out", "parts", "cycle")]
    assert MIX not in {one.target for _, one in bench.of("redo-1.mix")}
    to_the_end(bench)
    assert holds_what_was_planned(bench)


def test_a_redo_of_an_old_journal_is_one_step_that_replaces_nothing() -> None:
    bench = Bench()
    bench.confirm("mix")
    bench.report("hand-out", bench.confirm("hand-out", moved={0: 0}))
    written = (
        b'{"redo":{"step":"redo-1","report":1,"of":"hand-out","transfers":1,"minutes":5,"instrument":"liquid_handler",'
        b'"labware":["mixes","clips"],"plan":"aa","files":[]}}'
    )
    event = msgspec.json.decode(written, type=RedoPlanned)
    run = apply(bench.run, event)
    (made,) = (one for one in standing(run, bench.plan.operations) if one.operation.id == "redo-1")
    assert (made.operation.labware, made.standing, run.owing) == (("mixes", "clips"), "open", ())
    again = replace(bench.plan, transfers=replace(bench.plan.transfers, transfers=(bench.of("hand-out")[0][1],)))
    stands = amended(run, bench.plan, [again])
    (late,) = (one for one in stands.plan.transfers.transfers if one.step == "redo-1")
    assert (late.target, stands.stand_ins) == (Place("clips", "A1"), {})
    assert [one.place for one in stands.plan.products] == [one.place for one in bench.plan.products]


def test_a_redo_that_names_its_steps_after_nothing_or_settles_what_is_not_owed_is_refused() -> None:
    bench = clip_given_up()
    found = bench.reconciled("parts")
    drafted = draft(bench.run, bench.run.reports[0], found.redo, (bench.plan, ()), told_of(bench.run, bench.lines))
    good = drafted.redo
    for other in (
        replace(good, also=(2,)),
        replace(good, also=(1,)),
        replace(good, steps=(replace(good.steps[0], id="cycle"), *good.steps[1:])),
        replace(good, steps=good.steps[:1] * 2),
        replace(good, steps=good.steps[:1]),
    ):
        answer = decide(bench.run, PlanRedo(other), Setting(bench.plan.operations))
        assert isinstance(answer, Refused)
        assert answer.reasons[0].code == "run.other_redo"
    assert not isinstance(decide(bench.run, PlanRedo(good), Setting(bench.plan.operations)), Refused)


def test_every_step_of_the_redo_counts_and_the_run_ends_when_all_are_done() -> None:
    bench = clip_given_up()
    assert bench.run.steps == 8
    bench.redo()
    assert bench.run.steps == 11
    assert len(bench.steps) == 11


def test_what_is_made_of_something_left_out_is_not_owed() -> None:
    bench = Bench()
    bench.confirm("mix")
    bench.report("hand-out", bench.confirm("hand-out", moved={0: 0}))
    bench.leave_out()
    bench.confirm("parts", "cycle")
    found = bench.report("purify", bench.confirm("purify"))
    assert {line.planned.source for line in found.faults} == {Place("clips", "A1")}
    assert found.owed == ()
    assert bench.open == ["join"]


def test_what_was_left_out_is_not_drawn_from_for_something_else() -> None:
    bench = Bench()
    bench.confirm("mix", "hand-out")
    bench.report("parts", bench.confirm("parts", moved={1: 0}))
    bench.leave_out()
    bench.confirm("cycle", "purify")
    found = bench.report("join", bench.confirm("join", moved={0: 0, 1: 0, 2: 0, 3: 0}))
    assert found.owed == (), "each assembly holds something of the clip that was left out"
    assert bench.lost == {"joined-A1", "joined-B1", "cells-A1", "cells-B1"}


def test_a_report_of_which_everything_was_left_out_elsewhere_has_nothing_to_make_again() -> None:
    bench = Bench()
    bench.confirm("mix")
    first = bench.confirm("hand-out", moved={0: 0})
    bench.confirm("parts", "cycle")
    second = bench.confirm("purify", moved={0: 0})
    bench.report("purify", second)
    bench.report("hand-out", first)
    bench.leave_out()
    assert [report.step for report in bench.run.owing] == ["purify"]
    assert bench.reconciled("purify").redo.plan.operations == ()


def test_a_report_that_comes_before_the_step_is_confirmed_is_made_good_after_it() -> None:
    bench = Bench()
    bench.confirm("mix")
    told = {bench.stands.origins[index]: one.volume for index, one in bench.of("hand-out")}
    first = min(told)
    bench.report("hand-out", {**told, first: told[first] + 5 * UL})
    redo = bench.redo().redo
    assert ([one.of for one in redo.steps], [one.old for one in redo.replaced]) == ([("hand-out",)], ["clips"])
    assert bench.open == ["hand-out"]
    assert bench.labware("hand-out") == ("mixes", "clips"), "it was done already, on the old plate"
    assert bench.labware("parts") == ("parts", "clips", "clips-redo")
    bench.confirm("hand-out", moved={0: told[first] + 5 * UL})
    assert bench.open == ["redo-1"]
    to_the_end(bench)
    assert holds_what_was_planned(bench)
