"""A floor from its file."""

import pytest

from tilth.foundry.build.schedule.floor.durations import Empirical, Pert
from tilth.foundry.build.schedule.floor.read import default_floor, default_floor_text, parse_floor, read_floor
from tilth.kernel.errors import FileError, OptionError

HEAD = 'name = "x"\nzone = "Asia/Shanghai"\n'
OUT = "[[instrument.maintenance]]\nfrom = 2026-12-01T09:00:00\nto = "
ROBOT = '[[instrument]]\nid = "robot"\nkind = "liquid_handler"\n'


def test_the_example_floor_is_read() -> None:
    floor = default_floor()
    assert sum(one.slots for one in floor.instruments if one.kind == "thermocycler") == 3
    assert floor.travel["lingang", "zhangjiang"] == floor.travel["zhangjiang", "lingang"] == 60
    assert floor.durations.of("bench") == Pert(0.8, 1.0, 1.8)
    assert floor.durations.of("plate_reader") == Pert(1, 1, 1)


def test_measured_factors_and_shares_are_read() -> None:
    text = (
        HEAD
        + ROBOT
        + '[[duration]]\ninstrument = "bench"\nmeasured = [0.9, 1.1]\n[[share]]\ntenant = "a"\nshare = 3\n'
    )
    floor = parse_floor(text, file="f.toml")
    assert floor.durations.of("bench") == Empirical((0.9, 1.1))
    assert floor.shares == {"a": 3.0}
    assert floor.half_life == 30


def test_a_half_life_is_above_nothing() -> None:
    text = HEAD + ROBOT
    assert parse_floor(f"half_life = 7\n{text}", file="floor.toml").half_life == 7
    with pytest.raises(FileError) as error:
        parse_floor(f"half_life = 0\n{text}", file="floor.toml")
    assert "half_life" in str(error.value)
    assert "Give days above 0" in str(error.value)


def test_maintenance_without_an_offset_is_on_the_floors_clocks() -> None:
    text = HEAD + ROBOT + OUT + "2026-12-01T17:00:00\n"
    (out,) = parse_floor(text, file="f.toml").instruments[0].maintenance
    assert out.start.isoformat() == "2026-12-01T09:00:00+08:00"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (HEAD + ROBOT + "slots = 0\n", 6, "slots"),
        (HEAD + ROBOT + ROBOT, 7, "'robot' was used before"),
        (HEAD + ROBOT + 'hours = "night"\n', 6, "no hours 'night'"),
        (HEAD + ROBOT + "colour = 3\n", 6, "colour"),
        ('name = "x"\nzone = "Mars/Base"\n' + ROBOT, 2, "no time zone 'Mars/Base'"),
        (HEAD + ROBOT + '[[hours]]\nkey = "h"\nopen = ["8-12"]\n', 8, "not spelt"),
        (HEAD + ROBOT + '[[hours]]\nkey = "h"\nopen = ["08:00-12:00"]\ndays = "mars"\n', 9, "no calendar 'mars'"),
        (HEAD + ROBOT + '[[person]]\nid = "a"\nskills = ["s"]\nsite = "x"\n', 9, "no instrument stands at 'x'"),
        (HEAD + ROBOT + '[[duration]]\ninstrument = "a"\nleast = 2\nusual = 1\nmost = 3\n', 8, "least, usual"),
        (HEAD + ROBOT + OUT + "2026-12-01T08:00:00\n", 8, "ends before"),
        (HEAD + "name\n", 3, "not TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(FileError) as caught:
        parse_floor(text, file="f.toml")
    assert (caught.value.file, caught.value.line) == ("f.toml", line)
    assert words in caught.value.message
    assert caught.value.mend


def test_a_file_that_is_not_there_is_named(tmp_path) -> None:
    with pytest.raises(FileError, match=r"none\.toml"):
        read_floor(tmp_path / "none.toml")
    (tmp_path / "own.toml").write_text(default_floor_text(), encoding="utf-8")
    assert read_floor(tmp_path / "own.toml") == default_floor()


@pytest.mark.parametrize("points", [(0, 1, 2), (2, 1, 3), (1, 2, float("inf"))])
def test_three_points_ascend_above_nought(points: tuple[float, float, float]) -> None:
    with pytest.raises(OptionError):
        Pert(*points)
