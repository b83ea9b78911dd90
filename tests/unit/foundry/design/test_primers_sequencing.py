import random

import pytest

from tilth.foundry.alphabet import reverse_complement
from tilth.foundry.design.primers.model import Bounds
from tilth.foundry.design.primers.sequencing import (
    ReadShape,
    SequencingPlan,
    junction_regions,
    sequencing_primers,
)
from tilth.foundry.model import Construct, End, Part, Piece
from tilth.kernel.errors import OptionError


def part(seed: int, length: int, circular: bool = False) -> Part:
    return Part("c", "".join(random.Random(seed).choices("ACGT", k=length)), circular)


def shown(plan: SequencingPlan, size: int) -> set[int]:
    return {at % size for read in plan.reads for at in range(read.low, read.high)}


@pytest.mark.parametrize("circular", [True, False])
def test_reads_show_every_base_asked_for_with_as_few_primers_as_can_be(circular):
    construct = part(1, 4000, circular)
    regions = [(1000, 3100)]
    plan = sequencing_primers(construct, regions)
    assert plan.problems == ()
    assert set(range(1000, 3100)) <= shown(plan, 4000)
    assert len(plan.reads) == 3
    assert not any(primer.in_stock for primer in plan.primers)


def test_a_whole_plasmid_is_read_round_its_origin():
    construct = part(2, 3000, circular=True)
    plan = sequencing_primers(construct, [(0, 3000)])
    assert shown(plan, 3000) == set(range(3000))
    assert len(plan.reads) in (4, 5)


def test_a_read_starts_after_its_dead_bases_on_either_strand():
    construct = part(3, 3000)
    # Nothing before the first region can hold a primer, so it is read backwards.
    plan = sequencing_primers(construct, [(10, 300), (1400, 2100)], read=ReadShape(length=700, dead=40))
    assert {read.primer.strand for read in plan.reads} == {1, -1}
    for read in plan.reads:
        end = read.primer.start + len(read.primer.annealing)
        if read.primer.strand > 0:
            assert (read.low, read.high) == (end + 40, min(3000, end + 700))
        else:
            assert (read.low, read.high) == (max(0, read.primer.start - 700), read.primer.start - 40)


def test_oligos_in_stock_are_used_before_any_is_ordered():
    construct = part(4, 4000, circular=True)
    stock = {"VF": construct.sequence[900:920], "VR": reverse_complement(construct.sequence[2600:2620])}
    plan = sequencing_primers(construct, [(1000, 2500)], stock=stock)
    assert {read.primer.name for read in plan.reads if read.primer.in_stock} == {"VF", "VR"}
    assert sum(not primer.in_stock for primer in plan.primers) == 1
    assert set(range(1000, 2500)) <= shown(plan, 4000)
    enough = sequencing_primers(construct, [(1000, 1600)], stock=stock)
    assert [primer.name for primer in enough.primers] == ["VF"]


def test_new_primers_bind_once_and_keep_the_bounds():
    bases = part(5, 1500).sequence
    construct = Part("c", bases + bases[200:700] + part(6, 1000).sequence, circular=True)
    bounds = Bounds(min_tm=58, max_tm=62)
    plan = sequencing_primers(construct, [(0, 3000)], bounds=bounds)
    assert len(plan.primers) >= 4
    for primer in plan.primers:
        assert 58 <= primer.tm <= 62
        seed = primer.annealing[-15:]
        ring = construct.sequence + construct.sequence[:14]
        assert ring.count(seed) + ring.count(reverse_complement(seed)) == 1


def test_what_no_read_can_show_is_named_by_its_coordinates():
    construct = part(7, 2000)
    plan = sequencing_primers(construct, [(0, 2000)], bounds=Bounds(min_tm=20, target_tm=50))
    assert plan.problems == ()
    repeat = Part("c", "ATTTA" * 300)
    unread = sequencing_primers(repeat, [(100, 300), (500, 600)])
    assert unread.reads == ()
    assert [(found.code, found.position) for found in unread.problems] == [("no_primer", 101), ("no_primer", 501)]
    assert "101 to 300" in unread.problems[0].message


def test_junction_regions_are_around_each_junction_of_the_product():
    ends = [End("five", four) for four in ("GGAG", "AATG", "CGCT")]
    pieces = []
    for at in range(3):
        left, right = ends[at], ends[(at + 1) % 3]
        source = Part(f"p{at}", left.sequence + part(at, 100).sequence + right.sequence)
        pieces.append(Piece.cut(source, 0, 108, left, right))
    ring = Construct("c", tuple(pieces), circular=True)
    assert junction_regions(ring, 10) == [(302, 326), (94, 118), (198, 222)]
    line = Construct("c", tuple(pieces), circular=False)
    assert junction_regions(line, 10) == [(94, 118), (198, 222)]


def test_a_read_that_shows_nothing_and_a_region_outside_are_refused():
    with pytest.raises(OptionError, match="shows nothing"):
        ReadShape(50, 50)
    with pytest.raises(OptionError, match="no stretch of c"):
        sequencing_primers(part(1, 500), [(400, 501)])
