"""The instances of the S-LAB paper are solved to proven optimality, and the checker finds nothing.

The paper's own program, simulated annealing, reached 87, 152, 1060 and 1105.
"""

from pathlib import Path

import pytest

from tilth.foundry.build.schedule.checker import violations
from tilth.foundry.build.schedule.formats import read_problem
from tilth.foundry.build.schedule.problem import Status
from tilth.foundry.build.schedule.solver import solve


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize(
    ("folder", "makespan"),
    [("Gu2016/N1", 87), ("qPCR/N5", 148), ("RNAseq/N5", 973), ("qPCR_RNAseq/N5_N5", 979)],
)
def test_slab_instances_are_proven_optimal(shared: Path, folder: str, makespan: int) -> None:
    problem = read_problem(shared / "data" / "scheduling" / "slab" / "sample" / "DATA" / folder)
    schedule = solve(problem, seconds=240, workers=2)
    assert violations(problem, schedule) == ()
    assert (schedule.status, schedule.value, schedule.lower_bound) == (Status.OPTIMAL, makespan, makespan)
