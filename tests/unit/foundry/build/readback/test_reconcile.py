"""A robot's report corrects the plan: what was made, what is to be redone, and at whose cost."""

from dataclasses import replace

from robot_examples import FILLINGS, build
from tilth.foundry.build.readback.echo import read_report
from tilth.foundry.build.readback.faults import FaultKind, Party
from tilth.foundry.build.readback.reconcile import Outcome, Unlisted, reconcile
from tilth.foundry.build.readback.report import Moved, Report
from tilth.foundry.build.readback.rest import after_redo
from tilth.foundry.build.robots.carriers import Carrier
from tilth.foundry.build.robots.checks import check_build
from tilth.foundry.build.robots.setup import RobotSetup
from tilth.foundry.build.transfer import Place
from tilth.foundry.build.volume import NL, UL

PLAN = build()
ACOUSTIC = [(index, one) for index, one in enumerate(PLAN.transfers.transfers) if one.step == "parts"]


def echo_report(changes: dict[int, tuple[int, str]] | None = None, left: dict[Place, int] | None = None) -> Report:
    """A report in which all went as planned but what ``changes`` says, by the number of the move."""
    moves = []
    for number, (_, one) in enumerate(ACOUSTIC):
        moved, code = (changes or {}).get(number, (one.volume, ""))
        moves.append(Moved(one.source, one.target, one.volume, moved, code, code))
    return Report("report.csv", Carrier.ACOUSTIC, tuple(moves), left=left or {})


def test_a_run_that_went_as_planned_leaves_nothing_to_do() -> None:
    found = reconcile(PLAN, echo_report())
    assert {line.outcome for line in found.lines} == {Outcome.MADE}
    assert found.redo.plan.transfers.transfers == ()
    assert found.ledger.plan == PLAN.transfers


def test_a_transfer_that_failed_is_done_again_and_the_ledger_knows() -> None:
    found = reconcile(PLAN, echo_report({1: (0, "MM0202007")}))
    (failed,) = found.faults
    assert (failed.outcome, failed.planned.target) == (Outcome.FAILED, Place("reactions", "B1"))
    # The well that could not be read is left alone: another one holds the same liquid.
    again = replace(failed.planned, source=Place("parts", "A2"))
    assert found.redo.plan.transfers.transfers == (again,)
    assert found.ledger.checked.state.volume(Place("parts", "A1")) == 40 * UL - 200 * NL


def test_what_is_missing_of_a_partial_transfer_is_topped_up() -> None:
    found = reconcile(PLAN, echo_report({3: (100 * NL, "MM0202001")}))
    (again,) = found.redo.plan.transfers.transfers
    assert (again.volume, again.target) == (150 * NL, Place("reactions", "A1"))
    assert found.redo.topped_up == (Place("reactions", "A1"),)


def test_a_source_that_ran_out_is_not_drawn_from_again() -> None:
    empty = {Place("parts", "A1"): 15 * UL}
    found = reconcile(PLAN, echo_report({2: (0, "MM0202001")}, empty))
    (again,) = found.redo.plan.transfers.transfers
    assert again.source == Place("parts", "A2")
    assert check_build(found.redo.plan, RobotSetup()) == ()


def test_what_no_well_can_give_is_named_as_needed() -> None:
    found = reconcile(PLAN, echo_report({4: (0, "MM0202001")}, {Place("parts", "B1"): 15 * UL}))
    (need,) = found.redo.needs
    assert (need.liquid, need.missing, need.place) == ("reporter", 250 * NL, Place("parts", "B1"))


def test_a_reaction_that_was_worked_on_since_is_made_again_in_a_fresh_piece() -> None:
    found = reconcile(PLAN, echo_report({1: (0, "MM0202007")}), done=("mix", "cycle"))
    assert found.redo.abandoned == (Place("reactions", "B1"),)
    made = found.redo.plan.transfers.transfers
    assert {one.target for one in made} == {Place("reactions-redo", "B1")}
    assert [one.liquid for one in made] == ["master mix", "promoter", "reporter"], "as far as the run had come"
    assert [one.volume for one in made] == [8 * UL, 100 * NL, 250 * NL]
    assert [product.place for product in found.redo.plan.products] == [Place("reactions-redo", "B1")]
    assert [step.id for step in found.redo.plan.operations] == ["mix", "parts", "cycle"]
    assert found.redo.plan.operations[-1].labware == ("reactions-redo",)
    assert check_build(found.redo.plan, RobotSetup()) == ()


def test_what_is_left_of_the_plan_goes_on_with_the_fresh_well() -> None:
    found = reconcile(PLAN, echo_report({1: (0, "MM0202007")}), done=("mix", "cycle"))
    rest = after_redo(found.course, found.redo)
    assert rest is not None
    assert [(one.step, str(one.target)) for one in rest.transfers.transfers] == [
        ("stop", "reactions:A1"), ("stop", "reactions-redo:B1"), ("stop", "reactions:C1"), ("cells", "cells:A1"),
    ]  # fmt: skip
    assert [one.id for one in rest.operations] == ["stop", "cells"]
    assert check_build(rest, RobotSetup()) == ()
    assert after_redo(found.course, reconcile(PLAN, echo_report()).redo) is None, "nothing was given up"


def test_too_much_cannot_be_taken_out_again() -> None:
    found = reconcile(PLAN, echo_report({0: (150 * NL, "")}))
    (line,) = found.faults
    assert line.outcome is Outcome.OVER
    assert found.redo.abandoned == (Place("reactions", "A1"),)


def test_what_was_made_from_a_spoiled_well_is_spoiled_too() -> None:
    found = reconcile(PLAN, echo_report({0: (0, "MM0202007")}), done=("mix", "cycle", "stop", "cells"))
    assert found.redo.abandoned == (Place("cells", "A1"), Place("reactions", "A1"))


def test_a_client_pays_only_where_their_own_stock_ran_out() -> None:
    changes = {0: (0, "MM0202001"), 3: (0, "MM0202001"), 4: (0, "MM0202007")}
    found = reconcile(PLAN, echo_report(changes), clients=("reporter",))
    costs = [(line.fault.kind, line.fault.at_whose_cost) for line in found.faults if line.fault]
    assert costs == [
        (FaultKind.SOURCE_DEPLETED, Party.FOUNDRY),
        (FaultKind.SOURCE_DEPLETED, Party.CLIENT),
        (FaultKind.SOURCE_UNREADABLE, Party.FOUNDRY),
    ]


def test_of_a_liquid_that_both_hold_a_client_pays_for_his_own_wells() -> None:
    changes = {0: (0, "MM0202001"), 3: (0, "MM0202001")}
    theirs = {one.source for number, (_, one) in enumerate(ACOUSTIC) if number == 3}
    found = reconcile(PLAN, echo_report(changes), handed_in=theirs)
    assert [line.fault.at_whose_cost for line in found.faults if line.fault] == [Party.FOUNDRY, Party.CLIENT]


def test_a_planned_transfer_that_the_report_does_not_list_was_not_run() -> None:
    report = echo_report()
    short = replace(report, moves=report.moves[:4])
    found = reconcile(PLAN, short)
    assert [line.outcome for line in found.lines] == [Outcome.MADE] * 4 + [Outcome.NOT_RUN] * 2
    assert len(found.redo.plan.transfers.transfers) == 2
    only_exceptions = reconcile(PLAN, short, unlisted=Unlisted.MADE)
    assert only_exceptions.redo.plan.transfers.transfers == ()


def test_what_ended_the_run_is_the_fault_of_the_first_transfer_that_was_not_run() -> None:
    report = replace(echo_report(), moves=echo_report().moves[:4], stop=("3008", "E-stop"))
    kinds = [line.fault.kind for line in reconcile(PLAN, report).faults if line.fault]
    assert kinds == [FaultKind.OPERATOR, FaultKind.NOT_RUN]


def test_a_move_that_nobody_planned_is_named_and_changes_the_ledger() -> None:
    stray = Moved(Place("parts", "A2"), Place("reactions", "D1"), 100 * NL, 100 * NL)
    report = replace(echo_report(), moves=(*echo_report().moves, stray))
    found = reconcile(PLAN, report)
    assert found.unplanned == (stray,)
    assert found.ledger.checked.state.volume(Place("reactions", "D1")) == 100 * NL


def test_a_report_may_call_a_plate_by_another_name() -> None:
    text = (
        "[DETAILS]\n"
        "Source Plate Barcode,Source Well,Destination Plate Barcode,Destination Well,"
        "Transfer Volume,Actual Volume\nSRC1,A1,DST1,A1,100,100\n"
    )
    report = read_report(text, "report.csv")
    assert reconcile(PLAN, report).unplanned
    found = reconcile(PLAN, report, plates={"SRC1": "parts", "DST1": "reactions"})
    assert (found.unplanned, found.lines[0].outcome) == ((), Outcome.MADE)


def test_draws_of_one_transfer_add_up_to_it() -> None:
    one = PLAN.transfers.transfers[0]
    halves = tuple(Moved(one.source, one.target, 4 * UL, 4 * UL) for _ in range(2))
    plan = build(transfers=(one,), fillings=FILLINGS)
    (line,) = reconcile(plan, Report("run.json", Carrier.LIQUID_HANDLER, halves)).lines
    assert (line.moved, line.outcome) == (8 * UL, Outcome.MADE)


def test_a_reaction_that_is_made_again_needs_its_mix_which_may_have_run_out() -> None:
    left = {Place("mix", "A1"): 25 * UL}
    report = replace(echo_report({1: (0, "MM0202007")}), left=left)
    found = reconcile(PLAN, report, done=("cycle",))
    (need,) = found.redo.needs
    # 8 uL are drawn again, 3 x 2 uL are to be drawn later, and 20 uL cannot be drawn at all.
    assert (need.liquid, need.place, need.missing) == ("master mix", Place("mix", "A1"), 9 * UL)


def test_what_the_echo_measured_after_its_run_is_what_the_ledger_holds() -> None:
    well = Place("parts", "A1")
    found = reconcile(PLAN, echo_report(left={well: 21 * UL}))
    state = found.ledger.checked.state
    assert state.volume(well) == 21 * UL
    drawn = sum(one.volume for _, one in ACOUSTIC if one.source == well)
    assert state.waste.volume == 40 * UL - drawn - 21 * UL
