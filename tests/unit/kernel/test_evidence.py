from __future__ import annotations

import hashlib
import io
import os
import signal
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, TypedDict, cast

import pytest

from peak_memory import numbers_printed
from tilth.kernel.errors import FileError, InputError, IntegrityError, MissingError, OptionError
from tilth.kernel.evidence import Evidence, EvidenceStore


class Said(TypedDict):
    media_type: str
    kind: str
    source: str
    known_date: date
    licence: str


SAID: Said = {
    "media_type": "text/csv",
    "kind": "plan.figure",
    "source": "SCMP",
    "known_date": date(2023, 9, 26),
    "licence": "unknown",
}
NOBODY = "0" * 64


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(tmp_path / "evidence")


def files(store: EvidenceStore) -> list[Path]:
    return sorted(path for path in store.root.rglob("*") if path.is_file())


def content_of(store: EvidenceStore, sha256: str) -> Path:
    return store.root / "sha256" / sha256[:2] / sha256 / "content"


def alter(path: Path, data: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(data)


def test_what_is_put_is_got_back_by_its_hash(store: EvidenceStore) -> None:
    record = store.put(b"330 bn yuan", **SAID)
    assert record.sha256 == hashlib.sha256(b"330 bn yuan").hexdigest()
    assert record.size == 11
    assert store.get(record.sha256) == b"330 bn yuan"


def test_the_record_holds_all_that_was_said(store: EvidenceStore) -> None:
    record = store.put(
        b"x",
        media_type="text/csv",
        kind="plan.figure",
        source="SCMP",
        locator="p. 3",
        event_date=date(2023, 9, 25),
        known_date=datetime(2023, 9, 26, 8, tzinfo=UTC),
        licence="CC0-1.0",
    )
    assert store.records(record.sha256) == (record,)
    assert (record.locator, record.event_date, record.licence) == ("p. 3", date(2023, 9, 25), "CC0-1.0")


def test_bytes_a_path_and_a_stream_of_the_same_content_have_one_record(
    store: EvidenceStore, tmp_path: Path
) -> None:
    (tmp_path / "f").write_bytes(b"same")
    records = {
        store.put(b"same", **SAID),
        store.put(tmp_path / "f", **SAID),
        store.put(io.BytesIO(b"same"), **SAID),
    }
    assert len(records) == 1
    assert len(files(store)) == 2


def test_nothing_at_all_can_be_evidence(store: EvidenceStore) -> None:
    record = store.put(b"", **SAID)
    assert record.size == 0
    assert store.get(record.sha256) == b""


def test_files_are_read_only_in_a_shard_of_their_hash(store: EvidenceStore) -> None:
    record = store.put(b"x", **SAID)
    folder = store.root / "sha256" / record.sha256[:2] / record.sha256
    assert files(store) == sorted([folder / "content", folder / f"{record.id}.json"])
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o222 == 0 for path in files(store))
    assert (folder / f"{record.id}.json").read_bytes() == record.to_json()
    assert list((store.root / "incoming").iterdir()) == []


def test_another_statement_about_the_same_bytes_is_kept_beside_the_first(store: EvidenceStore) -> None:
    first = store.put(b"x", **SAID)
    second = store.put(b"x", **(SAID | {"source": "Xinhua", "known_date": date(2023, 9, 1)}))
    assert first.sha256 == second.sha256
    assert store.records(first.sha256) == (second, first)
    assert sum(path.name == "content" for path in files(store)) == 1


def test_to_say_the_same_again_changes_no_file(store: EvidenceStore) -> None:
    store.put(b"x", **SAID)
    before = [(path, path.stat().st_ino, path.stat().st_mtime_ns) for path in files(store)]
    store.put(b"x", **SAID)
    assert [(path, path.stat().st_ino, path.stat().st_mtime_ns) for path in files(store)] == before


def test_a_field_that_is_refused_stops_the_put_before_anything_is_read(store: EvidenceStore) -> None:
    stream = io.BytesIO(b"x")
    with pytest.raises(InputError, match="media_type"):
        store.put(stream, **(SAID | {"media_type": "csv"}))
    assert stream.tell() == 0
    assert not store.root.exists()


class Failing(io.BytesIO):
    """A stream whose second read fails, as a broken connection does."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            raise ConnectionResetError("reset by peer")
        return super().read(min(size or 0, 10))


def test_a_stream_that_fails_leaves_the_store_as_it_was(store: EvidenceStore) -> None:
    store.put(b"x", **SAID)
    before = sorted(store.root.rglob("*"))
    with pytest.raises(ConnectionResetError):
        store.put(Failing(b"y" * 100), **SAID)
    assert sorted(store.root.rglob("*")) == before


def test_a_stream_of_text_is_refused_and_leaves_nothing(store: EvidenceStore) -> None:
    with pytest.raises(TypeError):
        store.put(cast(BinaryIO, io.StringIO("text")), **SAID)
    assert files(store) == []


def test_a_path_that_cannot_be_read_is_named(store: EvidenceStore, tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"cannot be read: No such file") as caught:
        store.put(tmp_path / "absent.csv", **SAID)
    assert caught.value.file == str(tmp_path / "absent.csv")


def test_a_root_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("")
    with pytest.raises(FileError, match=r"This is a file\."):
        EvidenceStore(tmp_path / "f")
    with pytest.raises(FileError, match="a file stands where a folder should be"):
        EvidenceStore(tmp_path / "f" / "below").put(b"x", **SAID)


def test_an_empty_store_holds_nothing_and_reading_does_not_make_it(store: EvidenceStore) -> None:
    assert list(store) == []
    assert store.verify() == ()
    assert store.sweep() == 0
    assert NOBODY not in store
    assert not store.root.exists()


@pytest.mark.parametrize("ask", ["get", "open", "records"])
def test_an_unknown_hash_is_missing(store: EvidenceStore, ask: str) -> None:
    with pytest.raises(MissingError) as caught:
        getattr(store, ask)(NOBODY)
    assert caught.value.data == {"sha256": NOBODY}


@pytest.mark.parametrize("ask", ["get", "open", "records"])
@pytest.mark.parametrize(
    "bad", ["", "..", "../../../etc/passwd", "/etc/passwd", NOBODY + "\n", NOBODY[:-1] + "/", "A" * 64, "０" * 64]
)
def test_a_string_that_is_no_hash_is_refused(store: EvidenceStore, ask: str, bad: str) -> None:
    with pytest.raises(OptionError, match="is no SHA-256 hash"):
        getattr(store, ask)(bad)
    assert bad not in store
    with pytest.raises(OptionError, match="is no SHA-256 hash"):
        store.verify(cited=[bad])


@pytest.mark.parametrize("ask", ["get", "open"])
def test_altered_bytes_are_never_handed_out(store: EvidenceStore, ask: str) -> None:
    record = store.put(b"37 of 50", **SAID)
    alter(content_of(store, record.sha256), b"50 of 50")
    with pytest.raises(IntegrityError, match="is altered") as caught:
        getattr(store, ask)(record.sha256)
    assert caught.value.data == {"sha256": record.sha256}


@pytest.mark.parametrize("ask", ["get", "open"])
def test_lost_bytes_are_a_fault_and_not_unknown(store: EvidenceStore, ask: str) -> None:
    record = store.put(b"x", **SAID)
    content_of(store, record.sha256).unlink()
    with pytest.raises(IntegrityError, match="has lost"):
        getattr(store, ask)(record.sha256)


@pytest.mark.parametrize("ask", ["get", "open"])
def test_a_link_in_the_contents_place_is_not_followed(store: EvidenceStore, tmp_path: Path, ask: str) -> None:
    record = store.put(b"x", **SAID)
    (tmp_path / "x").write_bytes(b"x")
    content_of(store, record.sha256).unlink()
    content_of(store, record.sha256).symlink_to(tmp_path / "x")
    with pytest.raises(IntegrityError, match="not a plain file"):
        getattr(store, ask)(record.sha256)


def test_an_altered_record_is_never_handed_out(store: EvidenceStore) -> None:
    record = store.put(b"x", **SAID)
    path = content_of(store, record.sha256).with_name(f"{record.id}.json")
    alter(path, record.to_json().replace(b"SCMP", b"XCMP"))
    with pytest.raises(IntegrityError, match="is altered"):
        store.records(record.sha256)
    with pytest.raises(IntegrityError):
        list(store)


def test_bytes_whose_records_are_all_lost_are_a_fault(store: EvidenceStore) -> None:
    record = store.put(b"x", **SAID)
    content_of(store, record.sha256).with_name(f"{record.id}.json").unlink()
    with pytest.raises(IntegrityError, match="has lost"):
        store.records(record.sha256)


def test_putting_the_original_again_mends_altered_and_lost_bytes(store: EvidenceStore) -> None:
    record = store.put(b"original", **SAID)
    alter(content_of(store, record.sha256), b"forged")
    store.put(b"original", **SAID)
    assert store.get(record.sha256) == b"original"
    content_of(store, record.sha256).unlink()
    store.put(b"original", **SAID)
    assert store.get(record.sha256) == b"original"
    assert store.verify() == ()


def test_open_gives_a_stream_at_its_start(store: EvidenceStore) -> None:
    record = store.put(b"first\nsecond\n", **SAID)
    with store.open(record.sha256) as stream:
        assert stream.readline() == b"first\n"
        assert not stream.writable()


def test_iteration_gives_every_record_by_hash_and_passes_over_strays(store: EvidenceStore) -> None:
    records = [store.put(b"%d" % i, **SAID) for i in range(20)]
    records.append(store.put(b"7", **(SAID | {"source": "Xinhua"})))
    (store.root / "sha256" / "stray").mkdir()
    (store.root / "sha256" / "notes.txt").write_text("")
    (store.root / "sha256" / records[0].sha256[:2] / "stray").mkdir()
    found = list(store)
    assert sorted(found, key=lambda record: record.id) == sorted(records, key=lambda record: record.id)
    assert [record.sha256 for record in found] == sorted(record.sha256 for record in records)


def test_a_hash_is_in_the_store_once_it_is_put(store: EvidenceStore) -> None:
    record = store.put(b"x", **SAID)
    assert record.sha256 in store
    assert NOBODY not in store
    assert 3 not in store  # type: ignore[operator]


def test_many_threads_putting_the_same_bytes_keep_every_statement(store: EvidenceStore) -> None:
    def put(number: int) -> Evidence:
        return store.put(b"the same bytes", **(SAID | {"source": f"source {number % 5}"}))

    with ThreadPoolExecutor(8) as pool:
        records = set(pool.map(put, range(40)))
    assert len(records) == 5
    assert set(store) == records
    assert store.verify() == ()
    assert list((store.root / "incoming").iterdir()) == []


PUTTER = """
import sys, datetime, pathlib
from tilth.kernel.evidence import EvidenceStore
sys.stdin.readline()
for turn in range(50):
    EvidenceStore(sys.argv[1]).put(
        b"bytes %d" % turn * 5000, media_type="text/plain", kind="test", source=sys.argv[2],
        known_date=datetime.date(2024, 1, 1), licence="CC0-1.0",
    )
"""


def test_two_processes_putting_the_same_bytes_at_once_both_succeed(store: EvidenceStore) -> None:
    putters = [
        subprocess.Popen([sys.executable, "-c", PUTTER, str(store.root), source], stdin=subprocess.PIPE)
        for source in ("first", "second")
    ]
    for putter in putters:
        assert putter.stdin is not None
        putter.stdin.write(b"go\n")
        putter.stdin.flush()
    for putter in putters:
        putter.communicate()
        assert putter.returncode == 0
    assert len(list(store)) == 100
    assert len({record.sha256 for record in store}) == 50
    assert store.verify() == ()


SLOW_PUT = """
import sys, datetime
from tilth.kernel.evidence import EvidenceStore
class Endless:
    def read(self, size):
        print("read", flush=True)
        return b"x" * size
EvidenceStore(sys.argv[1]).put(
    Endless(), media_type="text/plain", kind="test", source="endless",
    known_date=datetime.date(2024, 1, 1), licence="CC0-1.0",
)
"""


def kill_amid_a_put(store: EvidenceStore) -> None:
    """Run a process that puts an endless stream, and kill it when it has written 20 blocks of 1 MiB."""
    with subprocess.Popen([sys.executable, "-c", SLOW_PUT, str(store.root)], stdout=subprocess.PIPE) as putter:
        assert putter.stdout is not None
        for _ in range(20):
            assert putter.stdout.readline() == b"read\n"
        putter.send_signal(signal.SIGKILL)
        putter.stdout.read()
    assert putter.returncode == -signal.SIGKILL


def test_a_process_killed_amid_a_put_leaves_nothing_under_a_final_name(store: EvidenceStore) -> None:
    kept = store.put(b"kept", **SAID)
    before = sorted((store.root / "sha256").rglob("*"))
    kill_amid_a_put(store)
    assert sorted((store.root / "sha256").rglob("*")) == before
    assert store.verify(cited=[kept.sha256]) == ()
    assert list(store) == [kept]
    leftover = sum(path.stat().st_size for path in (store.root / "incoming").rglob("*") if path.is_file())
    assert leftover >= 10 << 20


def test_a_process_killed_at_any_step_of_a_put_leaves_a_clean_store(store: EvidenceStore) -> None:
    # Every system call by which a put changes the folder is a step; the process dies just before the n-th.
    program = (
        "import datetime, os, signal, sys\n"
        "from tilth.kernel.evidence import EvidenceStore\n"
        "left = int(sys.argv[2])\n"
        "def hook(event, arguments):\n"
        "    global left\n"
        "    if event in ('open', 'os.mkdir', 'os.rename', 'os.chmod', 'os.remove', 'shutil.rmtree'):\n"
        "        if sys.argv[1] in str(arguments[0]):\n"
        "            left -= 1\n"
        "            if left < 0: os.kill(os.getpid(), signal.SIGKILL)\n"
        "sys.addaudithook(hook)\n"
        "EvidenceStore(sys.argv[1]).put(b'new', media_type='text/plain', kind='test', source='s',\n"
        "    known_date=datetime.date(2024, 1, 1), licence='CC0-1.0')\n"
    )
    sha256 = hashlib.sha256(b"new").hexdigest()
    seen = set()
    for step in range(100):
        status = subprocess.run([sys.executable, "-c", program, str(store.root), str(step)]).returncode
        assert store.verify() == ()
        assert all(store.get(record.sha256) == b"new" for record in store)
        seen.add(sha256 in store)
        if status == 0:
            break
        assert status == -signal.SIGKILL
        if sha256 in store:
            store = EvidenceStore(f"{store.root}-{step}")
    assert status == 0
    assert step > 8
    assert seen == {False, True}


def test_sweep_deletes_old_leftovers_and_nothing_else(store: EvidenceStore) -> None:
    record = store.put(b"x", **SAID)
    kill_amid_a_put(store)
    assert store.sweep() == 0
    yesterday = time.time() - 2 * 86400
    for path in (store.root / "incoming").rglob("*"):
        os.utime(path, (yesterday, yesterday))
    assert store.sweep(older_than=timedelta(days=3)) == 0
    assert store.sweep() == 1
    assert list((store.root / "incoming").iterdir()) == []
    assert store.get(record.sha256) == b"x"


def test_a_file_of_200_mb_is_put_opened_and_verified_in_constant_memory(tmp_path: Path) -> None:
    program = (
        "import datetime, sys\n"
        "from tilth.kernel.evidence import EvidenceStore\n"
        "class Big:\n"
        "    left = 200 << 20\n"
        "    def read(self, size):\n"
        "        size = min(size, self.left); self.left -= size; return bytes(size)\n"
        "store = EvidenceStore(sys.argv[1])\n"
        "said = dict(media_type='text/plain', kind='test', source='s', known_date=datetime.date(2024, 1, 1),\n"
        "            licence='CC0-1.0')\n"
        "store.put(b'small', **said)\n"
        "before = peak()\n"
        "record = store.put(Big(), **said)\n"
        "store.open(record.sha256).close()\n"
        "assert store.verify() == ()\n"
        "print(record.size, peak() - before)\n"
    )
    size, grown = numbers_printed(program, str(tmp_path / "e"))
    assert size == 200 << 20
    assert grown < 20 << 20
