"""A stranger's plan reads installed kits and the files uploaded with it, and nothing else on the machine."""

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tilth.foundry.design.plan import Plan
from tilth.foundry.design.read import read_parts
from tilth.kernel.errors import OptionError
from tilth.kernel.evidence import EvidenceStore
from tilth.kernel.refusal import Refused
from tilth_site.uploads import bundle
from tilth_site.uploads.bundle import DesignFiles, LaidOut, lay_out, read_design
from tilth_site.uploads.intake import Said, Stored, take_in
from tilth_site.uploads.kinds import KINDS

ROOT = Path(__file__).resolve().parents[3]
SAID = Said("per_01", date(2026, 3, 2))
STEP = '[[assembly]]\nname = "tu"\nenzyme = "BsaI"\npot = ["*"]\n'


@pytest.fixture
def evidence(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(tmp_path / "evidence")


@pytest.fixture
def keep(evidence: EvidenceStore):
    def put(name: str, data: bytes | str) -> Stored:
        raw = data.encode() if isinstance(data, str) else data
        stored = take_in(name, io.BytesIO(raw), allowed=KINDS.values(), said=SAID, into=evidence)
        assert isinstance(stored, Stored), stored
        return stored

    return put


@pytest.fixture
def laid(tmp_path: Path, evidence: EvidenceStore):
    def out(plan: Stored, *parts: Stored, kits: tuple[str, ...] = ()) -> LaidOut | Refused:
        return lay_out(DesignFiles(plan, parts, kits), tmp_path / "job" / "laid", evidence)

    return out


def code(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    assert answer.reasons[0].message
    assert answer.reasons[0].advice
    return answer.reasons[0].code


@pytest.mark.parametrize("example", ["cidar", "gibson", "two-levels"])
def test_an_example_gives_the_same_plan_as_in_its_own_folder(example: str, keep, laid) -> None:
    folder = ROOT / "examples" / example
    parts = [keep(path.name, path.read_bytes()) for path in folder.iterdir() if path.suffix == ".fasta"]
    files = laid(keep("DESIGN.toml", (folder / "DESIGN.toml").read_bytes()), *parts)
    assert isinstance(files, LaidOut)
    plan = read_design(files)
    assert isinstance(plan, Plan)
    own = bundle.read_plan(str(folder / "DESIGN.toml"), enzyme="auto")
    assert (plan.title, plan.steps) == (own.title, own.steps)
    assert [Path(source).name for source in plan.sources] == [Path(source).name for source in own.sources]
    assert read_parts(plan.sources).parts[0].sequence == read_parts(own.sources).parts[0].sequence


@pytest.mark.shared
@pytest.mark.parametrize("kind", [".csv", ".xlsx"])
def test_a_real_sheet_with_its_parts_is_read_like_in_its_own_folder(shared: Path, kind: str, keep, laid) -> None:
    folder = shared / "data/sequences/dnacauldron/examples/hierarchical_golden_gate"
    sheet = (folder / "golden_gate_two_levels.csv").read_bytes()
    if kind == ".xlsx":
        book, stream = openpyxl.Workbook(), io.BytesIO()
        for line in sheet.decode().splitlines():
            book.active.append(line.split(","))
        book.save(stream)
        sheet = stream.getvalue()
    parts = [keep(path.name, path.read_bytes()) for path in sorted((folder / "parts").iterdir())]
    files = laid(keep("golden_gate_two_levels", sheet), *parts)
    assert isinstance(files, LaidOut)
    assert files.plan.suffix == kind
    plan = read_design(files)
    assert isinstance(plan, Plan)
    own = bundle.read_plan(
        str(folder / "golden_gate_two_levels.csv"), enzyme="auto", sources=(str(folder / "parts"),)
    )
    assert plan.steps == own.steps
    assert {part.id for part in read_parts(plan.sources, ids="file").parts} == {path.stem for path in files.parts}


@pytest.mark.parametrize(
    "source",
    [
        "/etc/passwd",
        "../../../../etc/passwd",
        "../evidence",
        ".",
        "",
        "./fragments.fasta",
        "sub/../fragments.fasta",
        "fragments.*",
        "FRAGMENTS.FASTA",
        "DESIGN.toml",
        "other.fasta",
        "/dev/stdin",
        "/proc/self/environ",
        "~/.ssh/id_rsa",
        "KIT:cidar",
        "kit:../../etc/passwd",
        "kit:",
        "kit: cidar",
        "kit:nothing",
        "C:\\\\Windows",
        "fragments.fasta\\u0000",
        "file:///etc/passwd",
        "https://example.org/a.gb",
    ],
)
@pytest.mark.parametrize(
    "form", ['parts = ["{}"]', 'parts = "{}"', '"parts" = [" {} "]', "parts = ['fragments.fasta', \"{}\"]"]
)
def test_a_plan_that_names_anything_else_is_refused_before_a_file_is_written(
    source: str, form: str, keep, laid, tmp_path: Path
) -> None:
    plan = keep("DESIGN.toml", form.format(source) + "\n" + STEP)
    answer = laid(plan, keep("fragments.fasta", ">a\nACGT\n"))
    assert code(answer) in {"design.source", "design.kit", "design.plan"}
    assert not (tmp_path / "job").exists()


def test_the_refusal_names_the_source_and_what_was_uploaded(keep, laid) -> None:
    answer = laid(keep("DESIGN.toml", 'parts = ["/etc/passwd"]\n' + STEP), keep("a.fasta", ">a\nACGT\n"))
    assert isinstance(answer, Refused)
    assert "/etc/passwd" in answer.reasons[0].message
    assert "a.fasta" in answer.reasons[0].advice


def test_a_source_that_gets_past_the_first_look_is_stopped_by_the_second(
    keep, laid, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "_named_sources", lambda *_: ())
    for source in ("/etc/passwd", "../../evidence", "kit:nothing", "a.fasta/../a.fasta"):
        files = laid(keep("DESIGN.toml", f'parts = ["{source}"]\n' + STEP), keep("a.fasta", ">a\nACGT\n"))
        assert isinstance(files, LaidOut)
        assert code(read_design(files)) in {"design.source", "design.kit"}
        bundle.shutil.rmtree(files.folder)


def test_sources_are_the_plans_own_then_unnamed_files_then_chosen_kits(keep, laid) -> None:
    plan = keep("DESIGN.toml", 'parts = ["kit:CIDAR", "a.fasta"]\n' + STEP)
    files = laid(plan, keep("a.fasta", ">a\nACGT\n"), keep("b.gb", ">b\nACGT\n"), kits=("cidar", "ytk"))
    assert isinstance(files, LaidOut)
    assert files.sources == (str(files.folder / "b.gb.fasta"), "kit:ytk")
    done = read_design(files)
    assert isinstance(done, Plan)
    assert [files.plain(source) for source in done.sources] == ["kit:CIDAR", "a.fasta", "b.gb.fasta", "kit:ytk"]


def test_a_sheet_takes_all_uploaded_parts_and_the_chosen_kits(keep, laid) -> None:
    files = laid(keep("sheet.csv", "c1,a,b\n"), keep("a.fasta", ">a\nACGT\n"), kits=("kit:cidar",))
    assert isinstance(files, LaidOut)
    assert [files.plain(source) for source in files.sources] == ["a.fasta", "kit:cidar"]
    plan = read_design(files)
    assert isinstance(plan, Plan)
    assert plan.sources == files.sources


def test_a_kit_in_a_sheets_cell_is_no_source(keep, laid) -> None:
    files = laid(keep("sheet.csv", "c1,kit:cidar,/etc/passwd\n"))
    assert isinstance(files, LaidOut)
    plan = read_design(files)
    assert isinstance(plan, Plan)
    assert plan.sources == ()


def test_an_unknown_kit_of_the_form_is_refused(keep, laid) -> None:
    assert code(laid(keep("sheet.csv", "c1,a\n"), kits=("../x",))) == "design.kit"


def test_the_folder_and_its_files_are_private_and_fresh(keep, laid, tmp_path: Path) -> None:
    files = laid(keep("sheet.csv", "c1,a\n"), keep("a.fasta", ">a\nACGT\n"))
    assert isinstance(files, LaidOut)
    assert files.folder.stat().st_mode & 0o077 == 0
    assert all(path.is_file() and not path.is_symlink() for path in files.folder.iterdir())
    assert (files.folder / "a.fasta").read_bytes() == b">a\nACGT\n"
    with pytest.raises(OptionError):
        laid(keep("sheet.csv", "c1,a\n"))
    (tmp_path / "elsewhere").mkdir()
    files.folder.rename(tmp_path / "moved")
    files.folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OptionError):
        laid(keep("sheet.csv", "c1,a\n"))
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_folder_is_taken_away_where_a_file_is_lost(keep, laid, evidence: EvidenceStore, tmp_path: Path) -> None:
    lost = keep("a.fasta", ">a\nACGT\n")
    content = evidence.root / "sha256" / lost.sha256[:2] / lost.sha256 / "content"
    content.chmod(0o600)
    content.write_bytes(b"altered")
    with pytest.raises(Exception, match="altered"):
        laid(keep("sheet.csv", "c1,a\n"), lost)
    assert not (tmp_path / "job" / "laid").exists()


def test_a_byte_order_mark_stays_behind(keep, laid) -> None:
    files = laid(keep("DESIGN.toml", "\ufeff" + 'parts = ["kit:cidar"]\n' + STEP))
    assert isinstance(files, LaidOut)
    assert isinstance(read_design(files), Plan)


def test_two_files_of_one_name_are_refused(keep, laid) -> None:
    first, second = keep("a.fasta", ">a\nACGT\n"), keep("A.FASTA", ">b\nACGT\n")
    assert code(laid(keep("sheet.csv", "c1,a\n"), first, second)) == "design.same_name"


def test_a_stored_name_that_is_not_safe_is_a_fault(keep, laid) -> None:
    part = keep("a.fasta", ">a\nACGT\n")
    with pytest.raises(OptionError):
        laid(keep("sheet.csv", "c1,a\n"), Stored("../a.fasta", part.sha256, part.size, part.kind))


def test_kinds_have_their_places(keep, laid) -> None:
    sheet, part = keep("sheet.csv", "c1,a\n"), keep("a.fasta", ">a\nACGT\n")
    assert code(laid(part)) == "design.kind"
    assert code(laid(sheet, sheet)) == "design.kind"


def test_a_design_is_bounded(keep, laid, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet, part = keep("sheet.csv", "c1,a\nc2,a\nc3,a\n"), keep("a.fasta", ">a\nACGT\n")
    many = keep("DESIGN.toml", STEP + STEP.replace("tu", "tv") + STEP.replace("tu", "tw"))
    monkeypatch.setattr(bundle, "MAX_CONSTRUCTS", 2)
    assert code(laid(many)) == "design.constructs"
    files = laid(sheet)
    assert isinstance(files, LaidOut)
    assert code(read_design(files)) == "design.constructs"
    monkeypatch.setattr(bundle, "MAX_FILES", 0)
    assert code(laid(sheet, part)) == "design.size"
    monkeypatch.setattr(bundle, "MAX_PLAN", 1)
    assert code(laid(sheet)) == "design.plan_size"


def test_a_fault_of_the_plan_names_file_and_line_without_the_folder(keep, laid) -> None:
    files = laid(keep("DESIGN.toml", 'title = "x"\n[[assembly]]\nname = "tu"\nmethod = "{magic}"\npot = ["*"]\n'))
    assert isinstance(files, LaidOut)
    answer = read_design(files)
    assert code(answer) == "plan.invalid"
    assert isinstance(answer, Refused)
    assert answer.reasons[0].message.startswith("DESIGN.toml, line 4: ")
    assert "{magic}" in answer.reasons[0].message
    assert str(files.folder) not in str(answer)


def test_a_workbook_that_breaks_its_schema_is_refused(keep, laid) -> None:
    stream, changed = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["c1", "a"])
    book.save(stream)
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            # A text that the table of shared texts does not have.
            data = old.read(name).replace(b't="inlineStr"', b't="s"').replace(b"<is><t>a</t></is>", b"<v>99</v>")
            new.writestr(name, data)
    files = laid(keep("sheet.xlsx", changed.getvalue()))
    assert isinstance(files, LaidOut)
    assert code(read_design(files)) == "design.workbook"
