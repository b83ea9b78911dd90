"""Requests, constructs and stocks as files: what is read, and each complaint with its file and line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tilth.foundry.build.compile import BuildRequest, Construct, Control, ControlKind, Layout, Step
from tilth.foundry.build.compile.request_file import read_request
from tilth.foundry.build.compile.tables import read_constructs, read_stocks
from tilth.foundry.build.transfer import Place
from tilth.foundry.build.volume import UL
from tilth.kernel.errors import FileError

STOCKS = "part,labware,kind,well,volume,concentration,length,lot\nvector,P1,pcr_96,a01,100 uL,30,2500,L7\n"
REQUEST = """\
title = "two"
method = "golden_gate"
stocks = "STOCKS.csv"
constructs = "CONSTRUCTS.csv"
steps = ["assembly", "transformation"]
layout = "random"
seed = 3

[reaction]
volume = "10 uL"

[[control]]
kind = "no_insert"

[[control]]
kind = "positive"
wells = 2
"""


def no_design(path: Path, sample: int | None, seed: int) -> Sequence[Construct]:
    raise AssertionError(f"{path} is no design")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "STOCKS.csv").write_text(STOCKS)
    (tmp_path / "CONSTRUCTS.csv").write_text("a,vector,x\nb,vector,y\nc,vector,z\n")
    return tmp_path


def read(folder: Path, text: str, seed: int | None = None) -> BuildRequest:
    (folder / "REQUEST.toml").write_text(text)
    return read_request(folder / "REQUEST.toml", no_design, seed)


def fault(folder: Path, text: str) -> FileError:
    with pytest.raises(FileError) as error:
        read(folder, text)
    assert error.value.file == str(folder / "REQUEST.toml")
    return error.value


def test_a_request_is_read_with_the_files_it_names(folder: Path) -> None:
    found = read(folder, REQUEST)
    assert found.constructs[0] == Construct("a", ("vector", "x"))
    assert found.stocks[0].place == Place("P1", "A1")
    assert (found.steps, found.layout, found.seed) == ((Step.ASSEMBLY, Step.TRANSFORMATION), Layout.RANDOM, 3)
    assert found.volume == 10 * UL
    assert found.controls == (Control(ControlKind.NO_INSERT), Control(ControlKind.POSITIVE, 2))


def test_a_seed_given_takes_the_place_of_the_files_own(folder: Path) -> None:
    assert read(folder, REQUEST, seed=9).seed == 9


def test_a_sample_is_drawn_by_the_seed_and_keeps_the_order(folder: Path) -> None:
    text = "sample = 2\n" + REQUEST
    names = {tuple(one.name for one in read(folder, text, seed).constructs) for seed in range(12)}
    assert names == {("a", "b"), ("a", "c"), ("b", "c")}


def test_constructs_may_stand_in_the_request_itself(folder: Path) -> None:
    inline = REQUEST.replace('constructs = "CONSTRUCTS.csv"\n', "")
    inline += '\n[[construct]]\nname = "q"\nparts = ["vector", "x"]\nrequest = "r1"\n'
    assert read(folder, inline).constructs == (Construct("q", ("vector", "x"), "r1"),)


def test_a_design_is_read_by_whoever_knows_how(folder: Path) -> None:
    asked = []

    def design(path: Path, sample: int | None, seed: int) -> Sequence[Construct]:
        asked.append((path, sample, seed))
        return [Construct("tu", ("vector", "x"))]

    text = REQUEST.replace('constructs = "CONSTRUCTS.csv"', 'design = "DESIGN.toml"\nsample = 5')
    (folder / "REQUEST.toml").write_text(text)
    assert read_request(folder / "REQUEST.toml", design).constructs == (Construct("tu", ("vector", "x")),)
    assert asked == [(folder / "DESIGN.toml", 5, 3)]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('method = "golden_gate"', 'method = "magic"', 2, "There is no method 'magic'."),
        ('layout = "random"', 'layout = "neat"', 6, "layout: invalid enum value 'neat'."),
        ("seed = 3", "seed = -3", 7, "seed: expected `int` >= 0."),
        ("seed = 3", "sed = 3", 7, "sed: object contains unknown field `sed`."),
        ('volume = "10 uL"', 'volume = "10 pints"', 10, "'10 pints' is no volume."),
        ('volume = "10 uL"', 'volume = "0 uL"', 10, "A reaction of no volume holds nothing."),
        ("seed = 3", "replicates = 1000000000", 7, "These are 3,000,000,000 reactions."),
        ("seed = 3", 'plate = "pcr_97"', 7, "There is no kind of labware 'pcr_97'."),
        ('volume = "10 uL"', "part_fmol = inf", 10, "reaction, part_fmol: expected `float` <= 1000000.0."),
        ('volume = "10 uL"', "part_fmol = nan", 10, "reaction, part_fmol: expected `float`"),
        ('title = "two"', 'title = "t\\u001bwo"', 1, "holds a control character or a line break"),
        ("wells = 2", "wells = 0", 17, "control 2, wells: expected `int` >= 1."),
        ('kind = "positive"', 'kind = "perhaps"', 16, "control 2, kind: invalid enum value 'perhaps'."),
        ('"assembly", "transformation"', '"assembly", "picking"', 5, "The steps do not follow each other."),
        ('title = "two"', 'title = "two', 1, "This is not TOML"),
        ('constructs = "CONSTRUCTS.csv"', "", None, "The constructs are given in no way."),
    ],
)
def test_what_is_wrong_in_a_request_is_said_with_its_line(
    folder: Path, old: str, new: str, line: int | None, said: str
) -> None:
    error = fault(folder, REQUEST.replace(old, new))
    assert said in error.message
    assert error.line == line
    assert error.mend


def test_a_request_without_a_method_says_so(folder: Path) -> None:
    error = fault(folder, REQUEST.replace('method = "golden_gate"\n', ""))
    assert "missing required field `method`" in error.message


def test_constructs_named_twice_in_two_ways_are_refused(folder: Path) -> None:
    error = fault(folder, 'design = "DESIGN.toml"\n' + REQUEST)
    assert "in more than one way" in error.message


def test_a_file_that_is_not_there_is_named(folder: Path) -> None:
    (folder / "STOCKS.csv").unlink()
    with pytest.raises(FileError) as error:
        read(folder, REQUEST)
    assert (error.value.file, error.value.message) == (str(folder / "STOCKS.csv"), "There is no such file.")


def test_a_byte_order_mark_and_other_line_ends_are_no_fault(folder: Path) -> None:
    plain = read(folder, REQUEST)
    for name in ("STOCKS.csv", "CONSTRUCTS.csv"):
        text = (folder / name).read_bytes()
        (folder / name).write_bytes(b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))
    assert read(folder, "\ufeff" + REQUEST.replace("\n", "\r\n")) == plain


def test_a_piece_whose_id_would_end_a_worklists_field_is_refused_with_its_name(folder: Path) -> None:
    (folder / "STOCKS.csv").write_text(STOCKS.replace("P1", "P;1"))
    assert "The labware 'P;1' holds a semicolon." in fault(folder, REQUEST).message


@pytest.mark.parametrize(
    ("row", "line", "said"),
    [
        ("vector,P1,pcr_96,B1,,30,2500,", 2, "volume is empty"),
        ("vector,P1,pcr_97,B1,10 uL,30,2500,", 2, "no kind of labware 'pcr_97'"),
        ("vector,P1,pcr_96,J1,10 uL,30,2500,", 2, "There is no well J1"),
        ("vector,P1,pcr_96,B1,much,30,2500,", 2, "'much' is no volume"),
        ("vector,P1,pcr_96,B1,900 uL,30,2500,", 2, "900 uL do not fit into a well of pcr_96"),
        ("vector,P1,pcr_96,B1,10 uL,-3,2500,", 2, "The concentration '-3' is no number of ng/uL"),
        ("vector,P1,pcr_96,B1,10 uL,30,nan,", 2, "The length 'nan' is no whole number of bp"),
        ("vector,P1,pcr_96,B1,10 uL,1e-320,2500,", 2, "The concentration '1e-320' is no number of ng/uL"),
        ("vector,P1,pcr_96,B1,10 uL,30,0.4,", 2, "The length '0.4' is no whole number of bp"),
        ("vector,P1,pcr_96,A0,10 uL,30,2500,", 2, "There is no well A0"),
        ("vector,P1,pcr_96,B1,-10 uL,30,2500,", 2, "'-10 uL' is no volume"),
        ("vector,P1,pcr_96,B1,10 uL,30,2500,L7,spare", 2, "9 cells under 8 titles"),
        ("vector,P\x001,pcr_96,B1,10 uL,30,2500,", 2, "control character"),
        ('"vec\ntor",P1,pcr_96,B1,10 uL,30,2500,', 3, "a line break"),
        ("v,P1,pcr_96,B1,10 uL,30,2500,\nw,P1,pcr_96,B01,10 uL,30,2500,", 3, "P1:B1 is listed twice"),
        ("v,P1,pcr_96,B1,10 uL,30,2500,\nw,P1,flat_96,B2,10 uL,30,2500,", 3, "P1 is flat_96 here and pcr_96"),
    ],
)
def test_what_is_wrong_in_the_stocks_is_said_with_its_line(tmp_path: Path, row: str, line: int, said: str) -> None:
    path = tmp_path / "STOCKS.csv"
    path.write_text("part,labware,kind,well,volume,concentration,length,lot\n" + row + "\n")
    with pytest.raises(FileError, match=said) as error:
        read_stocks(path)
    assert (error.value.file, error.value.line) == (str(path), line)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("part,well,volume", "no column 'labware'"),
        ("part,labware,kind,well,volume,ph", "'ph'"),
        ("part,labware,kind,well,volume,volume", "two columns 'volume'"),
        ("part;labware;kind;well;volume", "parted by semicolons"),
        ("part\tlabware\tkind\twell\tvolume", "parted by tabs"),
    ],
)
def test_a_stock_table_says_which_column_is_missing_or_unknown(tmp_path: Path, header: str, said: str) -> None:
    path = tmp_path / "STOCKS.csv"
    path.write_text(header + "\n")
    with pytest.raises(FileError, match=said):
        read_stocks(path)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a,x,y\na,x,z\n", 2, "Two constructs are called 'a'"),
        ("a,x,y\nb,,\n", 2, "b has no parts"),
        ("a,x,y\n,x\n", 2, "A row has no name"),
        ("", None, "There is no construct"),
        ("construct,parts\n", None, "There is no construct"),
        ("a;x;y\n", 1, "parted by semicolons"),
        ("a,x,y\nb\x1b[31m,x,y\n", 2, "control character"),
    ],
)
def test_what_is_wrong_in_the_constructs_is_said(tmp_path: Path, text: str, line: int | None, said: str) -> None:
    path = tmp_path / "CONSTRUCTS.csv"
    path.write_text(text)
    with pytest.raises(FileError, match=said) as error:
        read_constructs(path)
    assert error.value.line == line


@pytest.mark.shared
def test_plateos_assembly_plan_is_a_table_of_constructs(shared: Path) -> None:
    found = read_constructs(shared / "data/plates/plateo/tests/test_assembly_plan/assembly_plan.csv")
    assert found == (
        Construct("Construct 1", ("receptor", "partA", "partB", "partC")),
        Construct("Construct 2", ("receptor", "partA2", "partB2", "partC")),
        Construct("Construct 3", ("receptor", "partA", "partA2", "partB", "partC")),
    )
