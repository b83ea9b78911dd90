"""``tilth parts``, ``assemble``, ``gibson`` and ``primers``: results, exit codes, files."""

import csv
import json
from pathlib import Path

import pytest
from Bio import SeqIO

from tilth_cli.main import run

ROOT = Path(__file__).resolve().parents[3]
CIDAR = str(ROOT / "examples/cidar/DESIGN.toml")
GIBSON = str(ROOT / "examples/gibson/DESIGN.toml")
PARTS = str(ROOT / "examples/parts")
BROKEN = str(ROOT / "examples/parts-broken")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TILTH_HOME", str(tmp_path / "home"))


def status(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        run(list(words))
    return int(ended.value.code or 0)


def told(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> dict:
    assert status(*words, "--json") == code
    return json.loads(capsys.readouterr().out)


def test_parts_check_lists_every_part_and_names_the_one_with_an_internal_site(
    capsys: pytest.CaptureFixture[str],
) -> None:
    result = told(capsys, "parts", "check", "kit:cidar", "--enzyme", "BsaI")
    assert len(result["parts"]) == 91
    (problem,) = [problem for problem in result["problems"] if problem["code"] == "internal_site"]
    assert {"code", "part", "site", "position", "message"} <= set(problem)
    assert (problem["part"], problem["site"], problem["position"]) == ("R0063_AB", "BsaI", 39)
    part = next(part for part in result["parts"] if part["id"] == "J23100_AB")
    assert part["releases"] == [{"left": "GGAG", "right": "TACT", "length": 43}]


def test_parts_check_reads_on_past_a_broken_record_and_exits_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    result = told(capsys, "parts", "check", BROKEN, PARTS, code=2)
    assert len(result["parts"]) == 6
    unreadable = [problem for problem in result["problems"] if problem["code"] == "unreadable"]
    assert [problem["part"] for problem in unreadable] == ["J23100_gapped", "B0034_cut_short"]
    assert ".gb:19 (record J23100_gapped)" in unreadable[0]["message"]


def test_parts_check_is_strict_only_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert status("parts", "check", "kit:cidar") == 0
    assert status("parts", "check", "kit:cidar", "--strict") == 3
    assert status("parts", "check", PARTS, "--strict") == 0
    assert "No problem found" in capsys.readouterr().out


def test_assemble_prints_the_count_and_every_construct(capsys: pytest.CaptureFixture[str]) -> None:
    result = told(capsys, "assemble", CIDAR)
    assert result["count"] == 486
    assert result["truncated"] is False
    assert len(result["constructs"]) == 486
    first = result["constructs"][0]
    assert {"name", "parts", "length", "cdseguid", "fidelity"} <= set(first)
    assert first["parts"] == ["DVK_AE", "I13453_AB", "B0032m_BC", "C0012m_CD", "B0015_DE"]
    assert len({construct["cdseguid"] for construct in result["constructs"]}) == 486
    assert [problem["part"] for problem in result["problems"]] == ["R0063_AB"]


def test_assemble_writes_every_format_and_the_files_agree(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    words = ("--sample", "3", "--seed", "5", "--format", "genbank,fasta,sbol,csv,svg")
    result = told(capsys, "assemble", CIDAR, "--out", str(out), *words)
    names = [construct["name"] for construct in result["constructs"]]
    assert result["truncated"] is True
    assert sorted(path.stem for path in (out / "genbank").iterdir()) == names
    assert sorted(path.stem for path in (out / "maps").iterdir()) == names
    with (out / "constructs.fasta").open() as handle:
        fasta = {record.id: str(record.seq) for record in SeqIO.parse(handle, "fasta")}
    assert list(fasta) == names
    with (out / "constructs.csv").open() as handle:
        rows = list(csv.DictReader(handle))
    assert [row["cdseguid"] for row in rows] == [construct["cdseguid"] for construct in result["constructs"]]
    for row in rows:
        assert str(SeqIO.read(out / row["file"], "genbank").seq) == fasta[row["name"]]
    assert json.loads((out / "report.json").read_text()) == result
    assert (out / "design.nt").read_text().count("SubComponent>") > 10
    assert not [path for path in out.rglob("*") if path.name.startswith(".")]


def test_the_same_seed_draws_the_same_sample(capsys: pytest.CaptureFixture[str]) -> None:
    draw = [told(capsys, "assemble", CIDAR, "--sample", "4", "--seed", seed) for seed in ("1", "1", "2")]
    names = [[construct["name"] for construct in result["constructs"]] for result in draw]
    assert names[0] == names[1] != names[2]


def test_a_limit_is_told_with_the_true_count(capsys: pytest.CaptureFixture[str]) -> None:
    result = told(capsys, "assemble", CIDAR, "--limit", "10")
    assert (result["count"], result["truncated"], len(result["constructs"])) == (486, True, 10)
    (problem,) = [problem for problem in result["problems"] if problem["code"] == "limit"]
    assert "10 of 486" in problem["message"]


def test_count_only_counts_a_whole_kit_in_one_pot_without_making_anything(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ("--enzyme", "BsaI", "--backbone", "DVK_AE", "--parts", "kit:cidar", "--count-only")
    result = told(capsys, "assemble", *words)
    assert result["count"] > 10**20
    assert result["constructs"] == []


def test_parts_may_follow_one_option_or_several(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    files = [str(path) for path in sorted(Path(PARTS).iterdir())]
    one = told(capsys, "assemble", "--enzyme", "BsaI", "--backbone", "tilth_vector", "--parts", *files)
    each = [word for file in files for word in ("--parts", file)]
    several = told(capsys, "assemble", "--enzyme", "BsaI", "--backbone", "tilth_vector", *each)
    assert one == several
    assert one["count"] == 4


def test_a_sheet_takes_its_parts_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "plan.csv"
    sheet.write_text("construct,parts\nreporter,vector,J23100_RBS,GFP11_T7te\n")
    result = told(capsys, "assemble", str(sheet), "--parts", PARTS)
    assert [construct["name"] for construct in result["constructs"]] == ["reporter"]


def test_nothing_that_closes_is_refused_with_3_and_a_missing_part_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--enzyme", "BsaI", "--parts", f"{PARTS}/promoters.fa")
    assert told(capsys, "assemble", *words, code=3)["count"] == 0
    result = told(capsys, "assemble", "--backbone", "nobody", *words, code=2)
    assert "unknown_part" in {problem["code"] for problem in result["problems"]}
    out = tmp_path / "out"
    assert status("assemble", *words, "--out", str(out)) == 3
    assert not out.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("assemble", "nothing.toml"), "nothing.toml: The plan cannot be read"),
        (("assemble", "parts.gb"), "parts.gb is no plan"),
        (("assemble", CIDAR, "--format", "docx"), "no format 'docx'"),
        (("assemble", CIDAR, "--backbone", "x"), "together with --backbone"),
        (("assemble", "--parts", PARTS, "--enzyme", "BsaX"), "no restriction enzyme called 'BsaX'"),
        (("parts", "check", PARTS, "--enzyme", "EcoRI"), "cuts inside its own site"),
        (("primers", CIDAR, "--for", "luck"), "'luck' is no purpose"),
        (("assemble", CIDAR, "--sample", "0"), "--sample"),
        (("assemble", CIDAR, "--nothing"), "--nothing"),
    ],
)
def test_bad_input_is_one_clear_error_and_exit_code_2(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(*words) == 2
    captured = capsys.readouterr()
    assert said in " ".join(captured.err.split()) or said in captured.err
    assert captured.out == ""
    assert "Traceback" not in captured.err


def test_an_error_is_json_too_where_json_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    result = told(capsys, "assemble", "nothing.toml", code=2)
    assert result["error"]["code"] == "plan.unreadable"
    assert result["error"]["mend"]


def test_a_folder_that_cannot_be_written_is_one_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert status("assemble", CIDAR, "--sample", "1", "--out", str(blocked)) == 2
    assert "file" in capsys.readouterr().err
    assert blocked.read_text() == "not a folder"


def test_two_levels_of_a_real_kit_make_circuits_of_transcription_units(capsys: pytest.CaptureFixture[str]) -> None:
    result = told(capsys, "assemble", str(ROOT / "examples/two-levels/DESIGN.toml"))
    assert [(made["name"], made["count"]) for made in result["assemblies"]] == [
        ("reporter", 4), ("regulator", 2), ("circuit", 8),
    ]  # fmt: skip
    assert result["problems"] == []
    assert result["constructs"][-1]["parts"] == ["DVA_AF", "reporter_4", "regulator_2"]


def test_gibson_works_out_the_example(capsys: pytest.CaptureFixture[str]) -> None:
    result = told(capsys, "gibson", GIBSON)
    assert [construct["length"] for construct in result["constructs"]] == [1036, 1021]
    assert result["problems"] == []


def test_primers_of_a_library_are_few_and_come_as_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "primers.csv"
    result = told(capsys, "primers", CIDAR, "--out", str(out), "--for", "sequencing,colony", "--sample", "40")
    assert result["constructs"] == 40
    with out.open() as handle:
        rows = list(csv.DictReader(handle))
    assert [row["sequence"] for row in rows] == [primer["sequence"] for primer in result["primers"]]
    assert 2 <= len(rows) <= 6


def test_primers_at_hand_are_used_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = told(capsys, "primers", GIBSON, "--for", "colony")["primers"]
    stock = tmp_path / "stock.fasta"
    stock.write_text("".join(f">freezer_{n}\n{primer['sequence']}\n" for n, primer in enumerate(first)))
    again = told(capsys, "primers", GIBSON, "--for", "colony", "--stock", str(stock))["primers"]
    assert {primer["in_stock"] for primer in again} == {"yes"}


def test_gibson_primers_bring_the_overlaps(capsys: pytest.CaptureFixture[str]) -> None:
    result = told(capsys, "primers", GIBSON, "--for", "assembly")
    assert {primer["purpose"] for primer in result["primers"]} == {"Gibson assembly"}
    assert {primer["template"] for primer in result["primers"]} == {
        "vector", "promoter_strong", "promoter_weak", "gene", "tag",
    }  # fmt: skip


def test_version_and_help_are_quick_to_say(capsys: pytest.CaptureFixture[str]) -> None:
    assert status("--version") == 0
    assert capsys.readouterr().out.startswith("tilth 0.1")
    assert status("--help") == 0
    assert "assemble" in capsys.readouterr().out
