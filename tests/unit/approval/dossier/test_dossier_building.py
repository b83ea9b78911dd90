"""A folder makes a dossier only where the description speaks of every file, and every file is there."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from rocrate.rocrate import ROCrate

import tilth.approval.dossier.survey as surveying
from dossier_bundles import EXAMPLE, built, decided, described
from tilth.approval.dossier import File, manifest_of
from tilth.approval.dossier.bundle import (
    Dossier,
    dossier_html,
    dossier_pdf,
    read_dossier,
    write_folder,
    write_zip,
)
from tilth.approval.dossier.crate import crate_json
from tilth.approval.dossier.description import read_description
from tilth.approval.dossier.layout import open_bundle
from tilth.approval.dossier.survey import open_file, survey
from tilth.approval.dossier.telling import size_in_words
from tilth.approval.dossier.verifying import verify
from tilth.kernel.errors import FileError, IntegrityError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example that a test can spoil."""
    return Path(shutil.copytree(EXAMPLE / "revision-1", tmp_path / "mine"))


def refusal(folder: Path) -> FileError:
    with pytest.raises(FileError) as found:
        survey(described(folder))
    assert found.value.file.startswith(str(folder))
    return found.value


def test_a_file_that_is_missing_is_named(folder: Path) -> None:
    (folder / "reads/read-0412.txt").unlink()
    assert refusal(folder).code == "dossier.missing"
    assert refusal(folder).file.endswith("mine/reads/read-0412.txt")


def test_a_file_that_nobody_listed_is_named_unless_it_is_left_out(folder: Path) -> None:
    (folder / "reads/draft.txt").write_text("x")
    assert refusal(folder).code == "dossier.unlisted"
    assert refusal(folder).file.endswith("reads/draft.txt")
    text = (folder / "DOSSIER.toml").read_text()
    (folder / "DOSSIER.toml").write_text(text.replace("version = 1\n", 'version = 1\nleave_out = ["reads/d*"]\n'))
    assert survey(described(folder)) == built().manifest


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (folder / "reads/read-0412.txt").unlink()
    (folder / "reads/read-0412.txt").symlink_to(tmp_path / "secret")
    assert refusal(folder).code == "dossier.link"


def test_a_link_to_a_folder_is_not_overlooked(folder: Path, tmp_path: Path) -> None:
    (folder / "more").symlink_to(tmp_path)
    assert refusal(folder).code == "dossier.unlisted"


def test_a_file_that_is_none_is_named(folder: Path) -> None:
    (folder / "reads/read-0412.txt").unlink()
    os.mkfifo(folder / "reads/read-0412.txt")
    assert refusal(folder).code == "dossier.plain"


class Growing:
    """A stream on a file to which somebody else writes after the first block was read."""

    def __init__(self, folder: Path, path: str) -> None:
        self.path = folder / path
        self.stream = open_file(folder, path)
        self.fileno = self.stream.fileno

    def __enter__(self) -> Growing:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    def read(self, size: int) -> bytes:
        data = self.stream.read(size)
        if data:
            self.path.write_bytes(self.path.read_bytes() + b"more")
        return data if self.stream.tell() == len(data) else b""


def test_a_file_that_changes_while_it_is_read_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surveying, "open_file", Growing)
    assert refusal(folder).code == "dossier.changed"
    assert refusal(folder).file.endswith("design/pLoam-12.fasta")


@pytest.mark.parametrize(
    ("right", "wrong", "place", "said"),
    [
        ('path = "reads/read-0412.txt"', 'path = "design/pLoam-12.fasta"', "file[1].path", "listed twice"),
        ('path = "reads/read-0412.txt"', 'path = "../x"', "file[1].path", "has a part '..'"),
        ('case = "case_loam_001"', 'case = "case loam"', "case", "is no name"),
        ('step = "biosafety"', 'step = "biosafty"', "step", "has no step biosafty"),
        ('procedure = "demo-first-in-human"', 'procedure = "demo"', "procedure", "There is no procedure demo"),
        ("version = 1", "version = 9", "procedure", "There is no procedure demo-first-in-human in version 9"),
        ("created = 2025-11-10", 'created = "soon"', None, "created: this is no date"),
        ('from = ["LOAM-B7"]', 'from = ["LOAM-B8"]', "thing read-0412", "LOAM-B8, which is not named"),
        ('file = "reads/read-0412.txt"', 'file = "reads/x"', "thing read-0412", "is not listed"),
        ('file = "reads/read-0412.txt"', "", "thing read-0412", "no hash"),
        ('kind = "read"', 'kind = "reed"', None, "thing 2, kind: invalid enum value"),
        ("created = 2025-11-10", "", None, "missing required field `created`"),
        ('role = "risk_assessment"', 'role = "Risk"', "reports/风险评估.md", "no kind of evidence"),
    ],
)
def test_a_fault_of_the_description_is_named_with_its_entry(
    folder: Path, right: str, wrong: str, place: str | None, said: str
) -> None:
    text = (folder / "DOSSIER.toml").read_text()
    assert right in text
    (folder / "DOSSIER.toml").write_text(text.replace(right, wrong, 1))
    assert refusal(folder).record == place
    assert said in refusal(folder).message


def test_a_description_that_is_no_toml_is_named_with_its_line(folder: Path) -> None:
    (folder / "DOSSIER.toml").write_text("a = 1\nb = c\n")
    with pytest.raises(FileError) as found:
        read_description(folder)
    assert found.value.line == 2


def test_the_same_dossier_makes_the_same_bytes() -> None:
    made = []
    for _ in range(2):
        stream = BytesIO()
        write_zip(decided(), stream)
        made.append(stream.getvalue())
    assert made[0] == made[1]


def test_nothing_is_left_where_a_file_is_no_longer_what_it_was(folder: Path, tmp_path: Path) -> None:
    one = built(folder)
    (folder / "reads/read-0412.txt").write_text("other")
    for write in (write_folder, write_zip):
        with pytest.raises(IntegrityError) as found:
            write(one, tmp_path / "out")
        assert found.value.data["file"] == "reads/read-0412.txt"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine"]


def test_a_bundle_is_not_written_over_anything(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write_folder(built(), tmp_path / "out")
    with pytest.raises(FileError) as found:
        write_folder(built(), tmp_path / "out")
    assert found.value.code == "dossier.exists"


def test_files_stream_in_blocks(tmp_path: Path) -> None:
    """Never is more than a block asked for at once."""

    class Source(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            assert size is not None
            assert 0 < size <= 1 << 20
            return super().read(size)

    one, folder = built(), EXAMPLE / "revision-1"

    def fetch(file: File) -> Source:
        return Source((folder / file.path).read_bytes())

    write_folder(Dossier(manifest=one.manifest, procedure=one.procedure, open=fetch), tmp_path / "out")


def test_the_bundle_is_an_ro_crate_that_the_library_reads_back(tmp_path: Path) -> None:
    write_folder(decided(), tmp_path / "out")
    crate = ROCrate(tmp_path / "out")
    manifest = built().manifest
    assert crate.root_dataset["identifier"] == f"urn:sha256:{manifest.sha256}"
    assert crate.metadata["conformsTo"] == "https://w3id.org/ro/crate/1.1"
    files = {entity.source.relative_to(tmp_path / "out").as_posix(): entity for entity in crate.data_entities}
    there = {
        path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()
    }
    assert set(files) == there - {"ro-crate-metadata.json"}
    for name, entity in files.items():
        data = (tmp_path / "out" / name).read_bytes()
        assert entity["sha256"] == hashlib.sha256(data).hexdigest()
        assert entity["contentSize"] == str(len(data))
        assert "/" in entity["encodingFormat"]
    report = files["files/reports/sequence-verification.txt"]
    assert report["isBasedOn"]["identifier"] == "read-0412"
    assert crate.get("#thing/check-88").type == "CreateAction"
    assert crate.get("#thing/check-88")["result"] == report
    assert report["author"].type == crate.publisher.type == "Organization"


@pytest.mark.parametrize(
    ("licences", "said"),
    [
        (["CC-BY-4.0", "CC-BY-4.0"], "https://spdx.org/licenses/CC-BY-4.0"),
        (["CC-BY-4.0", ""], "#terms"),
        (["", ""], "#terms"),
        (["ours alone", "ours alone"], "ours alone"),
    ],
)
def test_the_crate_has_a_licence_whatever_its_files_have(licences: list[str], said: str) -> None:
    """The specification wants one of every crate: https://www.researchobject.org/ro-crate/specification/1.1/"""
    manifest = built().manifest
    files = [replace(file, licence=licence) for file, licence in zip(manifest.files, licences, strict=False)]
    made = crate_json(manifest_of(manifest.heading, files, manifest.things), {})
    graph = {entity["@id"]: entity for entity in json.loads(made)["@graph"]}
    told = graph["./"]["license"]
    assert (told["@id"] if isinstance(told, dict) else told) == said
    assert isinstance(told, str) or graph[said]["name"]


def test_a_folder_without_a_file_makes_no_dossier(folder: Path) -> None:
    text = (folder / "DOSSIER.toml").read_text()
    (folder / "DOSSIER.toml").write_text(text.partition("[[file]]")[0] + 'leave_out = ["*"]\n')
    with pytest.raises(FileError, match="The dossier holds no file") as refused:
        built(folder)
    assert (refused.value.code, refused.value.file) == ("dossier.empty", str(folder / "DOSSIER.toml"))


def test_a_bundle_can_be_exported_again_as_it_is(tmp_path: Path) -> None:
    write_folder(decided(), tmp_path / "out")
    with open_bundle(tmp_path / "out") as bundle:
        write_zip(read_dossier(bundle), tmp_path / "again.zip")
    with zipfile.ZipFile(tmp_path / "again.zip") as archive:
        for name in archive.namelist():
            assert archive.read(name) == (tmp_path / "out" / name).read_bytes(), name


def test_the_page_says_all_and_asks_no_other_host() -> None:
    page = dossier_html(decided()).decode()
    manifest = built().manifest
    for part in (
        manifest.sha256,
        "受控使用风险评估",
        "from read read-0412",
        "The construct was sequenced",
        "Gu Wei 顾薇",
        "step.submitted",
        "running in the lane standard: 9 of 15 working days used, 0 stopped; last day 2025-12-01",
        *(file.sha256 for file in manifest.files),
    ):
        assert part in page, part
    assert "http" not in page.replace("http-equiv", "")
    assert "default-src 'none'" in page
    assert "<script" not in page


def test_what_a_file_says_of_itself_cannot_write_into_the_page(folder: Path) -> None:
    text = (folder / "DOSSIER.toml").read_text()
    (folder / "DOSSIER.toml").write_text(text.replace('"Design of the insert"', '"<b>&amp;</b>"'))
    assert b"<b>" not in dossier_html(built(folder))
    assert dossier_pdf(built(folder)).startswith(b"%PDF")


def test_what_is_missing_is_printed(folder: Path) -> None:
    text = (folder / "DOSSIER.toml").read_text()
    (folder / "DOSSIER.toml").write_text(text.replace('role = "risk_assessment"', 'role = "other"'))
    assert "missing: biosafety wants 1 x risk_assessment, and 0 are there." in dossier_html(built(folder)).decode()


def test_sizes_are_said_in_powers_of_ten() -> None:
    said = [size_in_words(size) for size in (0, 999, 1000, 1_500_000, 200_000_000, 5 * 10**15)]
    assert said == ["0 B", "999 B", "1.0 kB", "1.5 MB", "200.0 MB", "5,000.0 TB"]


def test_the_example_that_was_handed_in_holds_and_is_what_the_folder_makes() -> None:
    with open_bundle(EXAMPLE / "handed-in.zip") as bundle:
        found = verify(bundle)
    assert found.faults == ()
    assert found.decisions == 2
    assert found.manifest == built().manifest


def test_evidence_that_is_kept_elsewhere_can_be_bundled() -> None:
    one, kept = built(), {}
    for file in one.manifest.files:
        with one.open(file) as stream:
            kept[file.sha256] = stream.read()

    def fetch(file: File) -> BytesIO:
        return BytesIO(kept[file.sha256])

    stream = BytesIO()
    write_zip(Dossier(manifest=one.manifest, procedure=one.procedure, open=fetch), stream)
    graph = json.loads(zipfile.ZipFile(stream).read("ro-crate-metadata.json"))["@graph"]
    assert {entity["@id"] for entity in graph} >= {"manifest.json", "verify.py", "dossier.pdf"}
