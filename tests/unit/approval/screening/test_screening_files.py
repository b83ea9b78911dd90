"""Databases, manifests, policies and indexes as files: what is read, and what is refused with which words."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from screening_orders import fasta, manifest, mounted, order
from tilth.approval.screening import Status, policies, policy_in_force, read_manifest
from tilth.approval.screening.fasta import read_fasta, read_order
from tilth.approval.screening.index import build_index
from tilth.approval.screening.index_file import open_index
from tilth.approval.screening.order import screen_order
from tilth.kernel.errors import FileError, InputError
from tilth.kernel.refusal import Refused

SEQUENCE = "ACGTTGCA" * 10
GOOD = f'name = "a"\nversion = "1"\nsha256 = "{"0" * 64}"\nexpires = 2027-05-31\n[policy]\nwindow = 50\n'


def refusal(path: Path) -> str:
    opened = open_index(path)
    assert isinstance(opened, Refused)
    return opened.reasons[0].code.removeprefix("approval.screening.index.")


def test_the_policy_of_the_day_is_dated_data_with_a_source() -> None:
    assert policy_in_force(date(2020, 1, 1)).window == policy_in_force(date(2026, 10, 12)).window == 200
    assert policy_in_force(date(2026, 10, 13)).window == policy_in_force(date(2030, 1, 1)).window == 50
    assert all(policy.source.url.startswith("https://") and policy.source.read_on for policy in policies())


def test_an_index_is_what_was_built_from_files(tmp_path: Path) -> None:
    index = mounted(tmp_path, {"one": SEQUENCE, "two": SEQUENCE[:40] + "N" + SEQUENCE, "short": "ACGT"})
    assert index.labels == ("one", "two", "short")
    assert (index.counts.records, index.counts.bases) == (3, 205)
    # 31 windows of 50 in the first; 72 in the second, of which 31 are to the right of N and none to the left.
    assert (index.counts.windows, index.counts.ambiguous, index.counts.short) == (103, 41, 1)
    assert len(index.digest) == 64


def test_a_missing_foreign_or_old_file_is_no_index(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.idx") == "missing"
    assert refusal(tmp_path) == "unreadable"
    path = tmp_path / "x.idx"
    for content, code in ((b"", "unreadable"), (b">one\nACGT\n" * 9, "format")):
        path.write_bytes(content)
        assert refusal(path) == code
    path.write_bytes(b"tilth screening index 9\n" + bytes(64))
    assert refusal(path) == "version"
    path.write_bytes(b"tilth screening index 1\n")
    assert refusal(path) == "damaged"


def test_an_index_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    mounted(tmp_path, {"one": SEQUENCE})
    whole = (tmp_path / "db.idx").read_bytes()
    for size in (30, 100, len(whole) // 2, len(whole) - 1):
        (tmp_path / "cut.idx").write_bytes(whole[:size])
        assert refusal(tmp_path / "cut.idx") == "damaged"


def test_a_file_with_the_right_digest_that_is_no_index_is_refused(tmp_path: Path) -> None:
    import hashlib

    body = b"tilth screening index 1\n" + (2).to_bytes(8, "little") + b"{}"
    (tmp_path / "x.idx").write_bytes(body + hashlib.sha256(body).digest())
    assert refusal(tmp_path / "x.idx") == "damaged"


def test_a_database_that_is_not_the_manifests_is_refused(tmp_path: Path) -> None:
    fasta(tmp_path / "db.fasta", {"one": SEQUENCE})
    rules = read_manifest(manifest(tmp_path / "m.toml", "0" * 64))
    with pytest.raises(FileError, match="is not the file that the manifest names") as refused:
        build_index(read_fasta(tmp_path / "db.fasta"), rules, None)
    assert refused.value.code == "screening.database.sha256"
    assert refused.value.file == str(tmp_path / "db.fasta")


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("", "", "missing required field `name`"),
        ("name = ", ":1", "This is not TOML"),
        (GOOD.replace("0" * 64, "0" * 63), ":3", "Write the 64 hex digits"),
        (GOOD.replace("0" * 64, "A" * 64), ":3", "in lower case"),
        (GOOD.replace("2027-05-31", '"soon"'), ":4", "Write a date without quotes"),
        (GOOD.replace('"1"', "1"), ":2", "Write it in quotes"),
        (GOOD.replace("50", "29"), ":6", "policy, window: expected `int` >= 30"),
        (GOOD.replace("window = 50\n", ""), ":5", "missing required field `window`"),
        (GOOD.partition("[policy]")[0], "", "missing required field `policy`"),
        (GOOD.replace("window", "windw"), ":6", "unknown field `windw`"),
        (GOOD + 'layers = ["luck"]', ":7", "Use exact, frames,"),
    ],
)
def test_a_manifest_that_is_wrong_is_refused_with_line_entry_and_mend(
    text: str, place: str, words: str, tmp_path: Path
) -> None:
    (tmp_path / "m.toml").write_text(text)
    with pytest.raises(FileError) as refused:
        read_manifest(tmp_path / "m.toml")
    assert words in str(refused.value)
    assert f"m.toml{place}: " in str(refused.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no sequence"),
        ("LOCUS x", "no FASTA"),
        (">\nACGT\n", "no name"),
        (">a\n>b\nACGT\n", "empty"),
        (">a\nACGT\nACXT\n", "(record a): Base 7 is 'X'"),
        (">a\nAC-GT\n", "Base 3 is '-'"),
        (">a\nACGTé\n", "Base 5"),
        (">p\nMKWVTFISLLFLFSSAYS\n", "This looks like protein"),
        (">a\n1 acgtacgtac 11 acgt\n", "Base 1 is '1'"),
        (">a\nACGT\n>a\nACGT\n", "have this name"),
    ],
)
def test_what_is_no_order_of_dna_is_refused_with_its_place(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "order.fasta").write_text(text)
    with pytest.raises(FileError) as refused:
        read_order(tmp_path / "order.fasta")
    assert words in str(refused.value)


def test_an_order_is_read_upper_case_with_the_first_word_as_name(tmp_path: Path) -> None:
    (tmp_path / "order.fasta").write_text(">gene from us\nacgu\r\nNNac\r\n\n>b\nA\n")
    assert [(query.name, query.sequence) for query in read_order(tmp_path / "order.fasta")] == [
        ("gene", "ACGTNNAC"),
        ("b", "A"),
    ]


@pytest.mark.parametrize(
    "written",
    [
        b">gene\nAC GT\nNN\tac\n",
        b">gene\r\nacgu\r\nNNac\r\n",
        b">gene\racgu\rNNac\r",
        b"\xef\xbb\xbf>gene\nACGTNNAC",
    ],
    ids=["spaces", "windows", "old mac", "byte order mark"],
)
def test_spaces_and_every_kind_of_line_end_are_read(written: bytes, tmp_path: Path) -> None:
    (tmp_path / "order.fasta").write_bytes(written)
    assert [query.sequence for query in read_order(tmp_path / "order.fasta")] == ["ACGTNNAC"]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (gzip.compress(b">a\nACGT\n"), "It is packed. Unpack it"),
        (b"PK\x03\x04 and more", "It is packed. Unpack it"),
        (">a\nACGT\n".encode("utf-16"), "It does not begin with >"),
    ],
    ids=["gzip", "zip", "utf-16"],
)
def test_a_file_of_another_kind_is_refused_in_one_sentence(written: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / "order.fasta").write_bytes(written)
    with pytest.raises(FileError) as refused:
        read_order(tmp_path / "order.fasta")
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("title", "circular"),
    [
        ("a", False), ("a circular", True), ("a [topology=circular]", True), ("a Topology: Circular", True),
        ("circular", False), ("a non-circular", False), ("a not circular", False), ("a circularised", False),
    ],
)  # fmt: skip
def test_a_title_says_that_a_sequence_is_circular(title: str, circular: bool, tmp_path: Path) -> None:
    (tmp_path / "order.fasta").write_text(f">{title}\nACGT\n")
    assert [query.circular for query in read_order(tmp_path / "order.fasta")] == [circular]


def test_a_database_without_a_single_window_makes_no_index(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"No window of 50 nt .* could ever be found"):
        mounted(tmp_path, {"short": "ACGTACGT", "unknown": "N" * 80})


def test_an_index_without_a_single_window_screens_nothing(tmp_path: Path) -> None:
    index = mounted(tmp_path, {"one": SEQUENCE})
    bare = replace(index, counts=replace(index.counts, windows=31, ambiguous=31))
    result = screen_order(bare, order(SEQUENCE), today=date(2026, 11, 29))
    assert result.status is Status.NOT_SCREENED
    assert [reason.code for reason in result.reasons] == ["approval.screening.database.windows"]
