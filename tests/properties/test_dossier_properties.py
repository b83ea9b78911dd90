"""Whatever files a dossier has, its bundle is whole; and no byte of it can be changed unnamed."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from dossier_bundles import decided
from tilth.approval import the_procedure
from tilth.approval.dossier import File, Heading, Manifest, Pin, diff, manifest_of, read_manifest
from tilth.approval.dossier.bundle import Dossier, read_dossier, write_folder, write_zip
from tilth.approval.dossier.layout import open_bundle
from tilth.approval.dossier.paths import clash, path_fault
from tilth.approval.dossier.verifying import verify
from tilth.kernel.errors import FileError

DEMO = the_procedure("demo-first-in-human")
HEADING = Heading(
    id="d",
    case="c",
    step="biosafety",
    procedure=Pin(DEMO.id, 1, DEMO.digest),
    applicant="org",
    created=date(2026, 1, 5),
)
PART = some.text(some.sampled_from("aB1 .-_é中#%&'+~"), min_size=1, max_size=6)
PATH = some.lists(PART, min_size=1, max_size=3).map("/".join).filter(lambda path: not path_fault(path))
CONTENTS = some.dictionaries(PATH, some.binary(max_size=40), min_size=1, max_size=5).filter(
    lambda given: not clash(given)
)
TEXT = some.text(some.sampled_from('ab<&"中µ€'), min_size=1, max_size=8)


def made(contents: Mapping[str, bytes], title: str = "A file", before: Manifest | None = None) -> Dossier:
    files = [
        File(path=path, sha256=hashlib.sha256(data).hexdigest(), size=len(data), media_type="text/plain",
             role="report", title=title)
        for path, data in contents.items()
    ]  # fmt: skip
    return Dossier(
        manifest=manifest_of(HEADING, files, before=before),
        procedure=DEMO,
        open=lambda file: BytesIO(contents[file.path]),
    )


@settings(max_examples=15, deadline=None)
@given(CONTENTS, TEXT)
def test_a_bundle_is_whole_and_makes_itself_again(contents: dict[str, bytes], title: str) -> None:
    one = made(contents, title)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_folder(one, folder / "bundle")
        with open_bundle(folder / "bundle") as bundle:
            assert verify(bundle).faults == ()
            again = read_dossier(bundle)
            assert again.manifest == one.manifest
            write_zip(again, folder / "again.zip")
        with open_bundle(folder / "again.zip") as bundle:
            assert verify(bundle).faults == ()


@settings(max_examples=50, deadline=None)
@given(CONTENTS, CONTENTS)
def test_a_difference_takes_one_revision_to_the_other(old: dict[str, bytes], new: dict[str, bytes]) -> None:
    before = made(old).manifest
    after = made(new, before=before).manifest
    files = {file.path: file.sha256 for file in before.files}
    for change in diff(before, after):
        if change.what.value == "renamed":
            files[change.new] = files.pop(change.old)
        elif change.what.value == "removed":
            assert files.pop(change.name) == change.old
        else:
            assert files.get(change.name, "") == change.old
            files[change.name] = change.new
    assert files == {file.path: file.sha256 for file in after.files}
    assert read_manifest(after.to_json()) == after


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("flipped") / "bundle"
    write_folder(decided(), folder)
    return folder


@settings(max_examples=60, deadline=None)
@given(some.data())
def test_any_byte_that_is_changed_is_named(bundle: Path, data: some.DataObject) -> None:
    names = sorted(path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file())
    name = data.draw(some.sampled_from(names))
    content = (bundle / name).read_bytes()
    at = data.draw(some.integers(0, len(content) - 1))
    bit = data.draw(some.integers(0, 7))
    flipped = bytes([content[at] ^ (1 << bit)])
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(bundle, Path(folder) / "bundle"))
        (copy / name).write_bytes(content[:at] + flipped + content[at + 1 :])
        try:
            with open_bundle(copy) as opened:
                faults = verify(opened).faults
        except FileError as error:
            pytest.fail(f"{name} at {at}: {error}")
    named = {fault.where.partition(":")[0] for fault in faults}
    # A name or hash that only the metadata tell may have been changed there or at the file: both are named.
    named |= {"ro-crate-metadata.json"} & {fault.data.get("metadata") for fault in faults}
    assert name in named, (name, at, bit)
