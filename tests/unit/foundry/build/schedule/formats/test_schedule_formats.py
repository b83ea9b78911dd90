"""Every format reads what it says it reads, and names the line of what it cannot."""

import json
from pathlib import Path

import pytest

from tilth.foundry.build.schedule.formats import Format, read_problem
from tilth.foundry.build.schedule.formats.fjsp import parse_fjsp, parse_fjsp_json
from tilth.foundry.build.schedule.formats.rcpsp_max import parse_rcpsp_max
from tilth.foundry.build.schedule.formats.schedule_file import read_schedule, schedule_dict
from tilth.foundry.build.schedule.formats.slab import read_slab
from tilth.foundry.build.schedule.formats.tilth import problem_json, read_json, read_toml
from tilth.foundry.build.schedule.problem import Lag, Mode, Objective, Point, Schedule, Status, Use, Window
from tilth.foundry.build.schedule.solver import solve
from tilth.kernel.errors import FileError

EXAMPLE = Path(__file__).resolve().parents[6] / "examples" / "schedule" / "MORNING.toml"

FJSP = """2 3 1.5
2 2 1 5 2 4 1 3 2
1 1 2 6
"""
SCH = """3 1 0 0
0 1 3 1 2 3 [0] [0] [0]
1 1 2 2 4 [2] [4]
2 1 2 1 4 [-5] [3]
3 1 1 4 [2]
4 1 0
0 1 0 0
1 1 4 2
2 1 3 1
3 1 2 3
4 1 0 0
3
"""
SLAB = {
    "machines.tsv": "Machine_ID\tMachine_type\tMachine_name\r\n1\t1\tOne\r\n2\t1\tTwo\r\n3\t2\tReader\r\n",
    "operations.tsv": "Job_ID\tOperation_ID\tCompatible_machine\tProcessing_time\tNote\n"
    "1\t1\t1\t5\tmix\n1\t2\t2\t3\t\n",
    "dependency.tsv": "Job_ID\tOperation_ID_1\tOperation_ID_2\n1\t1\t2\n",
    "tcmb.tsv": "Job_ID\tOperation_ID_1\tPoint_1\tOperation_ID_2\tPoint_2\tTime_constraint\n"
    "1\t1\tend\t2\tstart\t4\n\t\t\t\t\t\n",
}


def slab(folder: Path, **changed: str) -> Path:
    for name, text in SLAB.items():
        (folder / name).write_text(changed.get(name.removesuffix(".tsv"), text))
    return folder


def test_a_flexible_job_shop_has_a_mode_for_each_machine_and_its_jobs_in_order() -> None:
    problem = parse_fjsp(FJSP, file="two.fjs")
    assert [one.id for one in problem.resources] == ["machine 1", "machine 2", "machine 3"]
    assert [(one.id, one.job) for one in problem.operations] == [("1.1", "1"), ("1.2", "1"), ("2.1", "2")]
    assert problem.operations[0].modes == (Mode(5, (Use("machine 1"),)), Mode(4, (Use("machine 2"),)))
    assert problem.lags == (Lag("1.1", Point.END, "1.2", Point.START),)


def test_machines_count_from_0_where_a_0_occurs() -> None:
    problem = parse_fjsp("1 2\n1 2 0 3 1 4\n", file="one.fjs")
    assert [one.id for one in problem.resources] == ["machine 0", "machine 1"]
    same = parse_fjsp_json(
        '{"machines": 2, "jobs": [[[{"machine": 0, "processing": 3}, {"machine": 1, "processing": 4}]]]}',
        file="one.json",
    )
    assert same == problem


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", None, "ends before"),
        ("2\n", 1, "numbers of jobs and machines"),
        ("1 2\n1 1 3 5\n", 2, "no machine 3 among 2"),
        ("1 2\n2 1 1 5\n", 2, "the line ends within number 2"),
        ("1 2\n1 1 1 5 9\n", 2, "more on the line"),
        ("1 2\n1 1 1 five\n", 2, "'five' is no number"),
        ("1 2\n1 1 1 -5\n", 2, "negative duration"),
        ("2 2\n\n1 1 1 5\n", 3, "ends before job 2"),
    ],
)
def test_what_is_wrong_in_a_job_shop_is_named_with_its_line(text: str, line: int | None, words: str) -> None:
    with pytest.raises(FileError, match=words) as caught:
        parse_fjsp(text, file="bad.fjs")
    assert caught.value.line == line


def test_arcs_of_a_project_are_least_lags_and_negative_ones_longest_lags() -> None:
    problem = parse_rcpsp_max(SCH, file="three.sch")
    assert len(problem.operations) == 5
    assert problem.operations[0].latest == 0
    assert Lag("1", Point.START, "2", Point.START, 2) in problem.lags
    assert Lag("1", Point.START, "2", Point.START, None, 5) in problem.lags
    schedule = solve(problem, seconds=20, workers=1)
    assert (schedule.status, schedule.makespan) == (Status.OPTIMAL, 7)


def test_a_project_that_no_schedule_can_keep_is_proven_infeasible() -> None:
    # Both need all of the resource, 2 must start within 3 of 1, and 1 takes 4.
    tight = SCH.replace("[-5]", "[-3]").replace("1 1 4 2", "1 1 4 3")
    schedule = solve(parse_rcpsp_max(tight, file="tight.sch"), seconds=20, workers=1)
    assert (schedule.status, schedule.assignments) == (Status.INFEASIBLE, ())


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("3 1 0 0", "3 1 2 0", 1, "first line"),
        ("1 1 2 2 4 [2] [4]", "1 2 2 2 4 [2] [4]", 3, "has 2 modes"),
        ("1 1 2 2 4 [2] [4]", "1 1 3 2 4 [2] [4]", 3, "has 3 arcs"),
        ("3 1 1 4 [2]", "3 1 1 9 [2]", 5, "no activity 9"),
        ("2 1 3 1\n", "7 1 3 1\n", 9, "is not activity 2"),
        ("\n3\n", "\n3 3\n", 12, "capacities of 1"),
    ],
)
def test_what_is_wrong_in_a_project_is_named_with_its_line(old: str, new: str, line: int, words: str) -> None:
    with pytest.raises(FileError, match=words) as caught:
        parse_rcpsp_max(SCH.replace(old, new), file="bad.sch")
    assert caught.value.line == line


def test_time_bounds_of_slab_bound_the_distance_either_way(tmp_path: Path) -> None:
    problem = read_slab(slab(tmp_path))
    assert [one.title for one in problem.resources] == ["One", "Two", "Reader"]
    assert problem.operations[0].modes == (Mode(5, (Use("1"),)), Mode(5, (Use("2"),)))
    assert problem.lags == (
        Lag("1.1", Point.END, "1.2", Point.START),
        Lag("1.1", Point.END, "1.2", Point.START, -4, 4),
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "words"),
    [
        ("operations", "1\t2\t2\t3", "1\t2\t9\t3", 3, "no machine of the type 9"),
        ("operations", "1\t2\t2\t3", "1\t2\t2\tlong", 3, "no whole number"),
        ("operations", "1\t2\t2\t3", "1\t1\t2\t3", 3, "there twice"),
        ("dependency", "1\t1\t2", "1\t1\t7", 2, "no operation 7"),
        ("dependency", "1\t1\t2", "1\t1", 2, "fewer than 3"),
        ("tcmb", "end", "middle", 2, "no point"),
        ("tcmb", "start\t4", "start\t-4", 2, "constraint is -4"),
    ],
)
def test_what_is_wrong_in_slab_is_named_with_file_and_line(
    tmp_path: Path, file: str, old: str, new: str, line: int, words: str
) -> None:
    folder = slab(tmp_path, **{file: SLAB[f"{file}.tsv"].replace(old, new, 1)})
    with pytest.raises(FileError, match=words) as caught:
        read_problem(folder)
    assert caught.value.file.endswith(f"{file}.tsv")
    assert caught.value.line == line


def test_the_example_in_toml_is_read_with_its_short_forms() -> None:
    problem = read_problem(EXAMPLE)
    assert problem.objective is Objective.TARDINESS
    assert problem.resources[3].closed == (Window(180, 240),)
    assert problem.operations[0].modes == (Mode(40, (Use("ot2"), Use("lin", length=10))),)
    assert problem.lags[-1] == Lag("mix reporters", Point.END, "cycle reporters", Point.START)
    assert read_json(problem_json(problem), file="x.json") == problem


def test_jobs_need_not_be_listed() -> None:
    text = '[[operation]]\nid = "a"\njob = "x"\nduration = 3\n'
    assert [one.id for one in read_toml(text, file="x.toml").jobs] == ["x"]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('unit = "minute"', "unit = minute", 3, "not TOML"),
        ("duration = 120", 'duration = "long"', 42, "Expected `int"),
        ('after = ["mix promoters"]', 'after = ["mixing"]', None, "'mixing', which is not there"),
        ("duration = 120", "length = 120", 42, "unknown field `length`"),
        ("duration = 120\n", "", 42, "neither one duration"),
        ('id = "cycle promoters"', 'id = "mix promoters"', 37, "2 operations with the id"),
        ("closed = [[180, 240]]", "closed = [[240, 180]]", 23, "closed from 240 to 180"),
    ],
)
def test_what_is_wrong_in_toml_is_named_with_its_line(old: str, new: str, line: int | None, words: str) -> None:
    text = EXAMPLE.read_text()
    assert old in text
    with pytest.raises(FileError, match=words) as caught:
        read_toml(text.replace(old, new, 1), file="bad.toml")
    if line is not None:
        assert caught.value.line == line


def test_json_that_is_none_is_named_with_its_line() -> None:
    with pytest.raises(FileError, match="not JSON") as caught:
        read_json('{"operation":\n [,]}', file="bad.json")
    assert caught.value.line == 2
    with pytest.raises(FileError, match="no table"):
        read_json("[]", file="bad.json")


def test_the_format_shows_itself(tmp_path: Path) -> None:
    files = {
        "a.txt": FJSP,
        "b.txt": SCH,
        "c.toml": EXAMPLE.read_text(),
        "d.json": problem_json(read_problem(EXAMPLE)),
    }
    sizes = {}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
        sizes[name] = len(read_problem(tmp_path / name).operations)
    assert sizes == {"a.txt": 3, "b.txt": 5, "c.toml": 8, "d.json": 8}
    with pytest.raises(FileError, match=r"1\.5 is no whole number of the numbers of activities"):
        read_problem(tmp_path / "a.txt", Format.RCPSP_MAX)


def test_what_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        read_problem(tmp_path / "nothing.toml")
    with pytest.raises(FileError, match=r"no folder with machines\.tsv"):
        read_problem(tmp_path)
    (tmp_path / "latin.txt").write_bytes(b"\xff\xfe1 2")
    with pytest.raises(FileError, match="not UTF-8"):
        read_problem(tmp_path / "latin.txt")


def test_a_schedule_reads_back_as_it_was_written(tmp_path: Path) -> None:
    problem = read_problem(EXAMPLE)
    schedule = solve(problem, seconds=20, workers=1)
    path = tmp_path / "schedule.json"
    path.write_text(json.dumps(schedule_dict(problem, schedule, ())))
    again = read_schedule(path, problem)
    assert sorted(again.assignments, key=str) == sorted(schedule.assignments, key=str)
    assert (again.status, again.value, again.lower_bound) == (schedule.status, 15, 15)
    path.write_text('{"operations": [{"start": 0}]}')
    with pytest.raises(FileError, match="no schedule"):
        read_schedule(path, problem)


def test_an_empty_schedule_is_written_without_operations() -> None:
    nothing = Schedule(Status.INFEASIBLE, (), None, None, 0.5)
    report = schedule_dict(parse_fjsp(FJSP, file="x"), nothing, ())
    assert report == {
        "status": "infeasible",
        "makespan": None,
        "lower_bound": None,
        "seconds": 0.5,
        "violations": 0,
        "operations": [],
    }
