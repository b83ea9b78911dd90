"""Whatever a robot reports: what was moved and what is redone come to what was planned, and nothing else."""

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from robot_examples import build
from tilth.foundry.build.readback.reconcile import Outcome, reconcile
from tilth.foundry.build.readback.report import Moved, Report
from tilth.foundry.build.robots.carriers import Carrier
from tilth.foundry.build.robots.checks import check_build
from tilth.foundry.build.robots.setup import RobotSetup
from tilth.foundry.build.transfer import Place, Transfer

PLAN = build()
SHOT = tuple(one for one in PLAN.transfers.transfers if one.step == "parts")


def moves(volumes: list[int]) -> tuple[Moved, ...]:
    """A report of ``volumes``, in drops, of the planned shots."""
    return tuple(
        Moved(one.source, one.target, one.volume, 2_500 * drops, "" if 2_500 * drops == one.volume else "MM1")
        for one, drops in zip(SHOT, volumes, strict=True)
    )


def came(transfers: list[Transfer]) -> Counter[tuple[str, str]]:
    """How much of each liquid came to each well, whichever piece stands for its plate."""
    total: Counter[tuple[str, str]] = Counter()
    for one in transfers:
        total[one.target.well, one.liquid] += one.volume
    return total


SHARES = st.tuples(*(st.integers(0, one.volume // 2_500) for one in SHOT)).map(list)


@given(SHARES)
@settings(max_examples=50)
def test_what_was_moved_and_what_is_topped_up_is_what_was_planned(volumes: list[int]) -> None:
    found = reconcile(PLAN, Report("r", Carrier.ACOUSTIC, moves(volumes)))
    assert found.redo.abandoned == ()
    went = [one for one in found.ledger.plan.transfers if one.step == "parts"]
    assert came([*went, *found.redo.plan.transfers.transfers]) == came(list(SHOT))
    assert check_build(found.redo.plan, RobotSetup()) == ()


@given(SHARES, st.data())
@settings(max_examples=50)
def test_a_reaction_made_again_gets_all_that_it_was_to_get_so_far(volumes: list[int], data: st.DataObject) -> None:
    over = data.draw(st.integers(0, len(SHOT) - 1))
    volumes[over] = SHOT[over].volume // 2_500 + data.draw(st.integers(1, 40))
    found = reconcile(PLAN, Report("r", Carrier.ACOUSTIC, moves(volumes)))
    assert found.lines[over].outcome is Outcome.OVER
    (given_up,) = found.redo.abandoned
    assert given_up == SHOT[over].target
    again = [one for one in found.redo.plan.transfers.transfers if one.target.labware == "reactions-redo"]
    planned = [one for one in PLAN.transfers.transfers if one.target == given_up and one.step in ("mix", "parts")]
    assert came(again) == came(planned)
    assert {one.target for one in again} == {Place("reactions-redo", given_up.well)}


@given(SHARES, st.permutations(range(len(SHOT))))
@settings(max_examples=50)
def test_the_order_of_a_report_does_not_matter(volumes: list[int], order: list[int]) -> None:
    report = Report("r", Carrier.ACOUSTIC, moves(volumes))
    shuffled = replace(report, moves=tuple(report.moves[index] for index in order))
    first, second = reconcile(PLAN, report), reconcile(PLAN, shuffled)
    assert (first.lines, first.redo) == (second.lines, second.redo)
