import random

import numpy as np
import pytest

from tilth.foundry.alphabet import reverse_complement
from tilth.foundry.design.primers.anneal import (
    FAULT,
    Annealing,
    best_pair,
    best_spot,
    edge_annealings,
    repeated_seeds,
    scan_annealings,
)
from tilth.foundry.design.primers.checks import bindings, composition_faults, structure_faults
from tilth.foundry.design.primers.model import Bounds
from tilth.foundry.design.primers.pcr import stretch
from tilth.foundry.design.thermo import melting_temperature
from tilth.foundry.model import Part
from tilth.kernel.errors import OptionError

BOUNDS = Bounds()


def random_part(seed: int, length: int, circular: bool = False) -> Part:
    return Part("p", "".join(random.Random(seed).choices("ACGT", k=length)), circular)


@pytest.mark.parametrize("strand", [1, -1])
def test_edge_candidates_start_at_the_edge_and_keep_the_firm_bounds(strand):
    part = random_part(1, 400)
    found = edge_annealings(part, 200, strand, 200, BOUNDS)
    assert found
    for each in found:
        length = len(each.bases)
        low = 200 if strand > 0 else 200 - length
        bases = part.sequence[low : low + length]
        assert each.start == low
        assert each.bases == (bases if strand > 0 else reverse_complement(bases))
        assert BOUNDS.min_tm <= each.tm <= BOUNDS.max_tm
        assert each.tm == melting_temperature(each.bases)


def test_edge_candidates_stop_at_the_room_the_end_and_an_unresolved_base():
    part = random_part(1, 400)
    lengths = [len(each.bases) for each in edge_annealings(part, 200, 1, 400, BOUNDS)]
    assert min(lengths) < 30 < max(lengths)
    in_room = [len(each.bases) for each in edge_annealings(part, 200, 1, 30, BOUNDS)]
    assert in_room == [length for length in lengths if length <= 30]
    assert edge_annealings(part, 390, 1, 100, BOUNDS) == []
    broken = Part("p", part.sequence[:215] + "N" + part.sequence[216:])
    assert edge_annealings(broken, 200, 1, 100, BOUNDS) == []


def test_a_fault_weighs_two_degrees():
    part = random_part(3, 200)
    for each in edge_annealings(part, 20, 1, 100, BOUNDS, tail="GGTCTC"):
        faults = composition_faults(each.bases, BOUNDS) + structure_faults("GGTCTC" + each.bases, BOUNDS)
        assert each.penalty == pytest.approx(abs(each.tm - 60) + FAULT * len(faults))


def test_a_pair_prefers_equal_temperatures():
    one = [Annealing("A", 0, 1, 58.0, 2.0), Annealing("C", 0, 1, 62.0, 2.0)]
    two = [Annealing("G", 0, -1, 62.5, 2.5)]
    assert best_pair(one, two) == (one[1], two[0])


@pytest.mark.parametrize(("strand", "circular"), [(1, False), (-1, False), (1, True), (-1, True)])
def test_a_scan_finds_the_best_length_for_each_three_prime_end(strand, circular):
    part = random_part(7, 160, circular)
    low, high = (130, 190) if circular else (40, 120)
    repeated = repeated_seeds(part, BOUNDS)
    found = {(each.start, each.bases): each for each in scan_annealings(part, strand, low, high, BOUNDS, repeated)}
    expected = {}
    for end in range(low, high + 1):
        options = []
        for length in range(BOUNDS.min_length, BOUNDS.max_length + 1):
            start = end - length if strand > 0 else end
            if start < low or start + length > high:
                continue
            bases = stretch(part, start, start + length)
            bases = bases if strand > 0 else reverse_complement(bases)
            tm = melting_temperature(bases)
            if BOUNDS.min_tm <= tm <= BOUNDS.max_tm and len(bindings(bases, [part])) == 1:
                penalty = abs(tm - BOUNDS.target_tm) + FAULT * len(composition_faults(bases, BOUNDS))
                options.append((penalty, start % len(part), bases))
        if options:
            penalty, start, bases = min(options, key=lambda option: option[0])
            expected[start, bases] = penalty
    assert expected
    assert {key: each.penalty for key, each in found.items()} == pytest.approx(expected)


@pytest.mark.parametrize("circular", [True, False])
def test_repeated_seeds_are_those_that_bind_more_than_once(circular):
    base = random_part(11, 120).sequence
    copied = base + "TTTTT" + base[20:45] + "ACGN" + reverse_complement(base[60:80]) + "C"
    part = Part("p", copied, circular)
    found = repeated_seeds(part, BOUNDS)
    for at in range(len(part)):
        seed = stretch(part, at, at + 15)
        once = len(seed) == 15 and "N" not in seed and len(bindings(seed, [part])) == 1
        assert found[at] == (not once)
    assert 0 < np.count_nonzero(found) < len(part)


def test_the_best_spot_counts_structure_and_the_cheapest_without_it_may_lose():
    folded = Annealing("GGCGCATTTTTGCGCC", 0, 1, 60.0, 0.5)
    plain = Annealing("ACCTGACTTGTTCAGACTTC", 0, 1, 60.0, 1.0)
    assert best_spot([folded, plain], BOUNDS) is plain
    assert best_spot([folded], BOUNDS) is folded


@pytest.mark.parametrize(
    "wrong",
    [
        {"min_length": 30, "max_length": 20},
        {"min_length": 1},
        {"min_tm": 61},
        {"max_tm": 59},
        {"min_gc": 0.8},
        {"max_gc": 1.2},
        {"max_run": 0},
        {"seed": 40},
    ],
)
def test_bounds_that_leave_nothing_are_refused(wrong):
    with pytest.raises(OptionError) as caught:
        Bounds(**wrong)
    assert caught.value.code == "primers.bounds"
