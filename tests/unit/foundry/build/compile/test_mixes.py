"""Master mixes: found where reactions share components, made with overage, dealt to tubes."""

from __future__ import annotations

import pytest

from build_examples import planned, request
from tilth.foundry.build.compile import MixRules
from tilth.foundry.build.compile.bench import Bench
from tilth.foundry.build.compile.mixes import Mix, find_mixes
from tilth.foundry.build.compile.mixing import pour
from tilth.foundry.build.compile.reaction import Component, Reaction
from tilth.foundry.build.compile.summary import summarise
from tilth.foundry.build.volume import UL

BUFFER, ENZYME = Component("buffer", 2 * UL), Component("enzyme", UL)
NONE = MixRules(handling=10**9)


def reactions(*components: tuple[Component, ...], fill: int = 10 * UL) -> list[Reaction]:
    return [Reaction(f"r{at}", (), (BUFFER, ENZYME, *own), fill) for at, own in enumerate(components)]


def test_what_all_reactions_share_is_one_mix_with_the_diluent_they_need() -> None:
    given = reactions(*((Component(f"part {at}", UL),) for at in range(40)))
    (mix,), left = find_mixes(given, MixRules(), "water", UL, "a")
    assert set(mix.components) == {BUFFER, ENZYME, Component("water", 10 * UL)}
    assert (mix.uses, mix.share) == (40, 13 * UL)
    assert all(one.components[0] == Component("a mix 1", 13 * UL) and one.fill == 0 for one in left)


def test_a_component_in_two_volumes_is_two_components() -> None:
    wide = [Reaction(f"r{at}", (), (BUFFER, ENZYME, Component("part", (1 + at % 2) * UL)), 0) for at in range(80)]
    mixes, _ = find_mixes(wide, MixRules(), "water", UL, "a")
    assert [mix.uses for mix in mixes] == [80, 40, 40]
    assert mixes[1].components[0].liquid == "part" or mixes[1].components[1].liquid == "part"


def test_a_mix_may_be_part_of_the_next_and_comes_before_it() -> None:
    given = reactions(*((Component(f"promoter {at % 2}", UL), Component(f"gene {at}", UL)) for at in range(80)))
    first, *rest = find_mixes(given, MixRules(), "water", UL, "a")[0]
    assert first.uses == 80
    assert [mix.uses for mix in rest] == [40, 40]
    assert all("a mix 1" in {one.liquid for one in mix.components} for mix in rest)


def test_few_reactions_are_worth_no_mix_and_what_is_not_pooled_is_in_none() -> None:
    assert find_mixes(reactions((), (), ()), MixRules(), "water", UL, "a")[0] == ()
    own = [Reaction(f"r{at}", (), (BUFFER, Component("clip", UL, pooled=False)), 0) for at in range(50)]
    assert find_mixes(own, MixRules(), "water", UL, "a")[0] == ()


def test_a_mix_is_made_with_overage_spare_and_what_cannot_be_drawn() -> None:
    mix = Mix("a mix 1", (BUFFER, ENZYME), 40)

    def made(rules: MixRules) -> dict[str, int]:
        return {one.liquid: one.volume for one in pour([mix], {mix.key: 40}, rules, Bench(), "mixes").drafts}

    assert made(MixRules(overage=0.1)) == {"buffer": 88 * UL, "enzyme": 44 * UL}
    assert made(MixRules(overage=0, spare=4)) == {"buffer": 88 * UL, "enzyme": 44 * UL}
    # Nothing beyond the need: the tube still holds the 10 uL that no tip reaches.
    assert sum(made(MixRules(overage=0)).values()) >= 130 * UL


def test_a_mix_of_more_than_a_tube_is_dealt_to_several_and_every_draw_has_one() -> None:
    mix = Mix("a mix 1", (BUFFER, ENZYME), 1000)
    poured = pour([mix], {mix.key: 1000}, MixRules(), Bench(), "mixes")
    places = poured.sources[mix.key]
    assert len(places) == 1000
    filled = {
        place: sum(one.volume for one in poured.drafts if one.target == place) for place in dict.fromkeys(places)
    }
    assert len(filled) == 3
    for place, volume in filled.items():
        assert places.count(place) * mix.share + 10 * UL <= volume <= 1500 * UL


def test_very_much_of_a_mix_stands_in_troughs() -> None:
    bench = Bench()
    pour([Mix("a mix 1", (BUFFER, ENZYME), 10_000)], {"a mix 1": 10_000}, MixRules(), bench, "mixes")
    assert {piece.kind for piece in bench.pieces} == {"reservoir_12"}


def test_the_summary_lists_what_each_mix_is_made_of() -> None:
    found = summarise(planned(request(24)))
    assert found.mixes[0].draws in (0, 24)
    for mix in found.mixes:
        assert mix.volume == sum(volume for _, volume in mix.components)
    assert "water" in {reagent.liquid for reagent in found.reagents}
    assert (found.constructs, found.controls, found.plates) == (24, 0, ("assembly-1",))


def test_without_mixes_every_component_is_a_transfer_of_its_own() -> None:
    made = planned(request(24, mixes=NONE))
    assert summarise(made).mixes == ()
    assert sum(one.step == "assembly-1-setup" for one in made.transfers.transfers) == 24 * (3 + 5 + 1)


@pytest.mark.parametrize("count", [24, 48, 96])
def test_mixes_never_cost_transfers(count: int) -> None:
    with_mixes, without = planned(request(count)), planned(request(count, mixes=NONE))
    assert len(with_mixes.transfers.transfers) < len(without.transfers.transfers)
