"""The folder of a build plan: written whole, read back, and checked as its files stand."""

from dataclasses import replace
from pathlib import Path

import pytest

from robot_examples import FILLINGS, build
from tilth.foundry.build.folder import check_folder, read_folder, read_room, write_folder
from tilth.foundry.build.robots.setup import Opentrons, RobotSetup
from tilth.foundry.build.volume import UL
from tilth.kernel.errors import FileError
from tilth.kernel.files import write_text


def test_a_folder_holds_a_file_for_every_robot_and_for_people(tmp_path: Path) -> None:
    written = write_folder(build(), tmp_path)
    assert {path.name for path in written} == {
        "plan.json",
        "robots.json",
        "transfers.csv",
        "echo.csv",
        "opentrons.py",
        "tecan.gwl",
        "hamilton.csv",
        "pylabrobot_script.py",
        "bench.md",
        "plates.svg",
    }
    assert all(path.read_bytes() for path in written)


def test_the_plan_and_the_room_come_back_as_they_were(tmp_path: Path) -> None:
    robots = RobotSetup(opentrons=Opentrons.flex())
    write_folder(build(), tmp_path, robots)
    assert read_folder(tmp_path) == build()
    assert read_room(tmp_path) == robots


def test_each_transfer_is_one_instruments(tmp_path: Path) -> None:
    write_folder(build(), tmp_path)
    assert (tmp_path / "echo.csv").read_text().count("\n") == 1 + 6
    assert (tmp_path / "tecan.gwl").read_text().count("\nD;") == 6
    assert (tmp_path / "bench.md").read_text().count("| [ ] |") == 4 + 13


def test_a_robot_that_has_nothing_to_do_has_no_file_and_an_old_one_goes(tmp_path: Path) -> None:
    write_folder(build(), tmp_path)
    handled = tuple(one for one in build().transfers.transfers if one.step == "mix")
    write_folder(build(transfers=handled), tmp_path)
    assert not (tmp_path / "echo.csv").exists()
    assert (tmp_path / "opentrons.py").exists()


PROMISED = {"echo.csv", "opentrons.py", "tecan.gwl", "hamilton.csv", "pylabrobot_script.py"}


@pytest.mark.parametrize("steps", [{"mix"}, {"mix", "parts"}, {"parts"}, set()])
def test_every_file_can_be_asked_for_and_moves_nothing_where_its_robot_does(
    tmp_path: Path, steps: set[str]
) -> None:
    some = tuple(one for one in build().transfers.transfers if one.step in steps)
    written = write_folder(build(transfers=some), tmp_path, every=True)
    assert {path.name for path in written} >= PROMISED
    checked = check_folder(tmp_path)
    assert checked.reasons == ()
    assert all(deck.moves for deck in checked.decks.values())


@pytest.mark.parametrize(
    ("steps", "files"), [({"mix", "stop"}, {"echo.csv"}), ({"parts"}, PROMISED - {"echo.csv"})]
)
def test_what_is_put_into_the_file_of_a_robot_that_has_nothing_to_do_is_found_out(
    tmp_path: Path, steps: set[str], files: set[str]
) -> None:
    full, bare = tmp_path / "full", tmp_path / "bare"
    write_folder(build(), full)
    some = tuple(one for one in build().transfers.transfers if one.step in steps)
    for name in files:
        write_folder(build(transfers=some), bare, every=True)
        (bare / name).write_bytes((full / name).read_bytes())
        (reason,) = check_folder(bare).reasons
        assert (reason.code, reason.data["file"]) == ("robots.changed_file", name)


def test_a_folder_as_it_was_written_can_be_run(tmp_path: Path) -> None:
    write_folder(build(), tmp_path)
    checked = check_folder(tmp_path)
    assert checked.ok
    assert list(checked.decks) == ["opentrons.py"]


def test_a_well_that_holds_too_little_is_refused_with_well_and_amount(tmp_path: Path) -> None:
    short = tuple(replace(one, volume=30 * UL) if one.liquid == "master mix" else one for one in FILLINGS)
    write_folder(build(fillings=short), tmp_path)
    reason, *_ = check_folder(tmp_path).reasons
    assert reason.where == "mix:A1"
    assert "8 uL of master mix" in reason.message


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("echo.csv", "A1,100,promoter", "A1,102.5,promoter"),
        ("transfers.csv", "reactions,A1,8,", "reactions,D1,8,"),
        ("tecan.gwl", "D;reactions;;;1;;8;", "D;reactions;;;2;;8;"),
        ("hamilton.csv", "reactions,A1,8,", "reactions,A1,9,"),
        ("opentrons.py", '"reactions", "A1", 8,', '"reactions", "A1", 9,'),
        ("pylabrobot_script.py", '"reactions", "A1", 8,', '"reactions", "A1", 9,'),
        ("bench.md", "| reactions | A1 | 8 uL", "| reactions | A2 | 8 uL"),
    ],
)
def test_a_file_that_was_changed_by_hand_is_found_out(tmp_path: Path, file: str, old: str, new: str) -> None:
    write_folder(build(), tmp_path)
    text = (tmp_path / file).read_text()
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new))
    (reason,) = check_folder(tmp_path).reasons
    assert reason.code == "robots.changed_file"
    assert file in reason.message


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("opentrons.py", "pipette.aspirate(volume / draws", "pipette.aspirate(volume * 2"),
        ("opentrons.py", "def run(", "TRANSFERS += TRANSFERS\n\n\ndef run("),
        ("opentrons.py", "from opentrons import protocol_api", "import os\nfrom opentrons import protocol_api"),
        ("pylabrobot_script.py", "set_tip_tracking(True)", "set_tip_tracking(False)"),
    ],
)
def test_a_program_that_was_changed_by_hand_is_found_out(tmp_path: Path, file: str, old: str, new: str) -> None:
    write_folder(build(), tmp_path)
    text = (tmp_path / file).read_text()
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1))
    (reason,) = check_folder(tmp_path).reasons
    assert (reason.code, reason.where) == ("robots.changed_program", file)


@pytest.mark.parametrize("file", ["opentrons.py", "pylabrobot_script.py"])
def test_comments_and_spaces_change_no_program(tmp_path: Path, file: str) -> None:
    write_folder(build(), tmp_path)
    text = (tmp_path / file).read_text()
    (tmp_path / file).write_bytes(("# Seen by Lin.\n" + text).replace("\n", "\r\n").encode())
    assert check_folder(tmp_path).ok


def test_a_line_that_was_lost_is_found_out(tmp_path: Path) -> None:
    write_folder(build(), tmp_path)
    lines = (tmp_path / "echo.csv").read_text().splitlines(keepends=True)
    (tmp_path / "echo.csv").write_text("".join(lines[:-1]))
    (reason,) = check_folder(tmp_path).reasons
    assert "transfer 6 is missing" in reason.message


def test_two_pieces_in_one_slot_of_the_protocol_are_refused(tmp_path: Path) -> None:
    write_folder(build(), tmp_path)
    text = (tmp_path / "opentrons.py").read_text()
    (tmp_path / "opentrons.py").write_text(
        text.replace('"biorad_384_wellplate_50ul", "2"', '"biorad_384_wellplate_50ul", "1"')
    )
    (reason,) = check_folder(tmp_path).reasons
    assert reason.message == "mix and reactions are both to stand in slot 1."


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"kind": "pcr_384"', '"kind": "pcr_385"', "there is no kind of labware 'pcr_385', which "),
        ('"id": "mix"', '"id": "reactions"', "two pieces of labware have the id reactions"),
    ],
)
def test_a_plan_of_labware_that_cannot_be_is_refused_with_the_file(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    write_folder(build(), tmp_path)
    text = (tmp_path / "plan.json").read_text()
    assert old in text
    (tmp_path / "plan.json").write_text(text.replace(old, new))
    with pytest.raises(FileError, match=said) as raised:
        read_folder(tmp_path)
    assert raised.value.file == str(tmp_path / "plan.json")


@pytest.mark.parametrize("done", range(10))
def test_a_folder_whose_writing_was_cut_off_is_never_run_as_a_mixture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: int
) -> None:
    write_folder(build(), tmp_path)
    fuller = build(transfers=tuple(replace(one, volume=one.volume * 2) for one in build().transfers.transfers))
    left = iter(range(done))

    def cut_off(path: Path, text: str) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        write_text(path, text)

    monkeypatch.setattr("tilth.foundry.build.folder.writing.write_text", cut_off)
    with pytest.raises(KeyboardInterrupt):
        write_folder(fuller, tmp_path)
    assert read_folder(tmp_path) == build()
    reasons = check_folder(tmp_path).reasons
    assert {reason.code for reason in reasons} == ({"robots.changed_file"} if done else set())


def test_a_folder_without_a_plan_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"plan\.json"):
        read_folder(tmp_path)
    (tmp_path / "plan.json").write_text('{"title": 3}')
    with pytest.raises(FileError, match="no build plan"):
        read_folder(tmp_path)
