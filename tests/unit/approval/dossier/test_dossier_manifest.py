"""A manifest names files by hash, contradicts itself nowhere, and a revision says what it changes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date

import pytest

from dossier_bundles import EXAMPLE, built
from tilth.approval import the_procedure
from tilth.approval.dossier import (
    File,
    Heading,
    Kind,
    Manifest,
    Pin,
    Thing,
    diff,
    gaps,
    manifest_of,
    reaches,
    read_manifest,
    trail,
)
from tilth.approval.dossier.media import media_type
from tilth.kernel.errors import InputError

DEMO = the_procedure("demo-first-in-human")
HEADING = Heading(
    id="d",
    case="c",
    step="biosafety",
    procedure=Pin(DEMO.id, 1, DEMO.digest),
    applicant="org",
    created=date(2026, 1, 5),
)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def a_file(path: str = "a.txt", role: str = "risk_assessment", **said: object) -> File:
    facts = {"sha256": sha(path), "size": 1, "media_type": "text/plain", "title": "A file", **said}
    return File(path=path, role=role, **facts)  # type: ignore[arg-type]


def test_the_hash_of_a_dossier_is_that_of_its_canonical_json() -> None:
    manifest = manifest_of(HEADING, [a_file("b.txt"), a_file("a.txt", facts={"z": "1", "b": "2"})])
    text = manifest.to_json()
    plain = json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert text == plain.encode()
    assert manifest.sha256 == hashlib.sha256(text).hexdigest()
    assert [file.path for file in manifest.files] == ["a.txt", "b.txt"]
    assert read_manifest(text) == manifest


def test_the_order_in_which_files_come_makes_no_difference() -> None:
    files = [a_file("b.txt"), a_file("a.txt")]
    assert manifest_of(HEADING, files) == manifest_of(HEADING, reversed(files))


def test_a_revision_names_the_hash_of_the_one_before() -> None:
    first = manifest_of(HEADING, [a_file()])
    second = manifest_of(replace(HEADING, created=date(2026, 1, 6)), [a_file()], before=first)
    assert (first.revision, first.before) == (1, "")
    assert (second.revision, second.before) == (2, first.sha256)
    with pytest.raises(InputError, match="of the case other"):
        manifest_of(HEADING, [a_file()], before=manifest_of(replace(HEADING, case="other"), [a_file()]))


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/a",
        "../a",
        "a/../b",
        "a//b",
        "./a",
        "a\\b",
        "C:a",
        "con.txt",
        "a ",
        "a./b",
        "a\n",
        "e\u0301",
        "x" * 201,
    ],
)
def test_a_path_that_leads_elsewhere_on_some_system_is_refused(path: str) -> None:
    with pytest.raises(InputError) as found:
        manifest_of(HEADING, [a_file(path)])
    assert found.value.code == "dossier.manifest"


@pytest.mark.parametrize("paths", [("a", "A"), ("a", "a/b"), ("a/b", "A"), ("Straße", "strasse"), ("x", "x")])
def test_paths_that_cannot_stand_side_by_side_are_refused(paths: tuple[str, str]) -> None:
    with pytest.raises(InputError, match="side by side"):
        manifest_of(HEADING, [a_file(path) for path in paths])


READ = Thing(id="r", kind=Kind.READ, sha256=sha("r"), made_from=("b",))
BATCH = Thing(id="b", kind=Kind.BATCH, sha256=sha("b"))


@pytest.mark.parametrize(
    ("things", "said"),
    [
        ([READ], "made from b, which is not named"),
        ([READ, BATCH, BATCH], "named twice"),
        ([READ, replace(BATCH, made_from=("r",))], "batch b cannot be made from the read r"),
        ([READ, replace(BATCH, made_from=("b",))], "made from each other: b, r"),
        ([READ, replace(BATCH, sha256="x")], "not 64 lower-case hex digits"),
    ],
)
def test_things_that_rest_on_nothing_or_on_themselves_are_refused(things: list[Thing], said: str) -> None:
    with pytest.raises(InputError, match=said):
        manifest_of(HEADING, [a_file(made_from=("r",))], things)


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b'{"a":1}', manifest_of(HEADING, [a_file()]).to_json() + b"\n"], ids=repr
)
def test_what_is_no_manifest_or_not_written_canonically_cannot_be_read(data: bytes) -> None:
    with pytest.raises(InputError) as found:
        read_manifest(data)
    assert found.value.code == "dossier.manifest"


def test_an_entry_that_no_manifest_has_is_not_overlooked() -> None:
    text = manifest_of(HEADING, [a_file()]).to_json()
    with pytest.raises(InputError, match="canonically"):
        read_manifest(text.replace(b'{"before"', b'{"also":1,"before"', 1))


def test_from_a_report_one_arrives_at_the_read_and_the_design() -> None:
    manifest = built().manifest
    report = manifest.file("reports/sequence-verification.txt")
    assert report is not None
    ways = [(step.thing.kind.value, step.depth, step.kept_as) for step in trail(manifest, report)]
    assert ways == [
        ("assay", 1, ""),
        ("read", 2, "reads/read-0412.txt"),
        ("batch", 3, ""),
        ("design", 4, "design/pLoam-12.fasta"),
    ]
    assert [read.id for read in reaches(manifest, report, Kind.READ)] == ["read-0412"]


def test_what_the_step_still_wants_is_told_with_its_rule() -> None:
    [gap] = gaps(manifest_of(HEADING, [a_file()]), DEMO)
    assert gap.data["kind"] == "sequence_verification"
    assert "The construct was sequenced" in gap.advice
    assert gaps(built().manifest, DEMO) == ()
    with pytest.raises(InputError, match="another text"):
        gaps(manifest_of(HEADING, [a_file()]), replace(DEMO, title="Other"))


def test_two_revisions_differ_in_what_was_added_removed_changed_renamed_and_restated() -> None:
    old = built().manifest
    new = built(EXAMPLE / "revision-2", old).manifest
    told = [(change.what.value, change.of, change.name, change.entry) for change in diff(old, new)]
    report = "reports/sequence-verification.txt"
    assert told == [
        ("added", "file", "reads/read-0413.txt", ""),
        ("renamed", "file", "reports/risk-assessment.md", ""),
        ("changed", "file", report, ""),
        ("restated", "file", report, "facts.strands"),
        ("restated", "file", report, "made_from"),
        ("removed", "thing", "check-88", ""),
        ("added", "thing", "check-91", ""),
        ("added", "thing", "read-0413", ""),
    ]
    assert [(change.what.value, change.name) for change in diff(new, old)][:2] == [
        ("removed", "reads/read-0413.txt"),
        ("changed", report),
    ]
    assert diff(old, old) == ()


def test_a_dossier_under_another_procedure_says_so() -> None:
    old = manifest_of(HEADING, [a_file()])
    new = manifest_of(replace(HEADING, procedure=Pin(DEMO.id, 2, sha("2"))), [a_file()], before=old)
    assert [(change.of, change.entry) for change in diff(old, new)] == [
        ("heading", "procedure.digest"),
        ("heading", "procedure.version"),
    ]


def test_a_manifest_of_no_known_format_is_refused() -> None:
    with pytest.raises(InputError, match="is not known here"):
        Manifest(heading=HEADING, revision=1, before="", files=(), format="tilth.dossier/9")


def test_media_types_do_not_depend_on_the_machine() -> None:
    types = {
        "a.GB": "text/x-genbank",
        "a.fastq.gz": "application/gzip",
        "a.pdf": "application/pdf",
        "a": "application/octet-stream",
        "a.csv": "text/csv",
    }
    assert {name: media_type(name) for name in types} == types
