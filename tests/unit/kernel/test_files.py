from __future__ import annotations

import csv
import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tilth.kernel.errors import FileError
from tilth.kernel.files import read_text, replacing, write_bytes, write_text


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write_and_raise(path: Path, fault: BaseException) -> None:
    with replacing(path) as stream:
        stream.write("half")
        raise fault


def test_text_is_written_as_utf8_with_its_line_feeds_kept(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "浦东\r\nµ\n")
    assert (tmp_path / "a.txt").read_bytes() == "浦东\r\nµ\n".encode()


def test_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    write_bytes(tmp_path / "a", b"\x00\r\n\xff")
    assert (tmp_path / "a").read_bytes() == b"\x00\r\n\xff"


def test_parent_folders_are_made(tmp_path: Path) -> None:
    write_text(tmp_path / "a" / "b" / "c.txt", "x")
    assert (tmp_path / "a" / "b" / "c.txt").read_text() == "x"


def test_a_path_may_be_a_string_relative_to_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_text("plain.txt", "x")
    assert names(tmp_path) == ["plain.txt"]


def test_a_stream_suits_the_csv_module(tmp_path: Path) -> None:
    with replacing(tmp_path / "t.csv") as stream:
        csv.writer(stream).writerows([["a", "b"], [1, 2]])
    assert (tmp_path / "t.csv").read_bytes() == b"a,b\r\n1,2\r\n"


def test_the_old_file_is_there_until_the_block_ends(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    write_text(target, "old")
    with replacing(target) as stream:
        stream.write("new")
        stream.flush()
        assert target.read_text() == "old"
    assert target.read_text() == "new"
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt])
def test_a_block_that_raises_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, fault: type[BaseException]
) -> None:
    target = tmp_path / "a.txt"
    write_text(target, "old")
    with pytest.raises(fault):
        write_and_raise(target, fault())
    assert target.read_text() == "old"
    assert names(tmp_path) == ["a.txt"]


def test_text_that_utf8_cannot_hold_leaves_the_old_file(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "old")
    with pytest.raises(UnicodeEncodeError):
        write_text(tmp_path / "a.txt", "\ud800")
    assert (tmp_path / "a.txt").read_text() == "old"


def test_a_killed_writer_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    write_text(target, "old")
    program = (
        "import sys\nfrom tilth.kernel.files import replacing\n"
        "with replacing(sys.argv[1]) as stream:\n"
        "    stream.write('half' * 100_000)\n    print('writing', flush=True)\n    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"writing\n"
        writer.kill()
    assert writer.returncode == -signal.SIGKILL
    assert target.read_text() == "old"
    assert all(
        name == "a.txt" or (name.startswith(".tilth-") and name.endswith(".tmp")) for name in names(tmp_path)
    )


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    target = tmp_path / "run.sh"
    target.write_text("old")
    target.chmod(0o750)
    write_text(target, "new")
    assert stat.S_IMODE(target.stat().st_mode) == 0o750


def test_a_new_file_gets_the_permissions_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_text(tmp_path / "a.txt", "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o640


def test_a_symbolic_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    write_text(tmp_path / "link.txt", "new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"


def test_a_folder_in_the_files_place_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"This is a folder\.") as caught:
        write_text(tmp_path, "x")
    assert caught.value.file == str(tmp_path)
    assert caught.value.code == "file.unwritable"


def test_a_file_in_the_folders_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    for name in ("a/b.txt", "a/b/c.txt"):
        with pytest.raises(FileError, match="a file stands where a folder should be"):
            write_text(tmp_path / name, "x")


def test_a_device_is_refused_and_stays_one() -> None:
    with pytest.raises(FileError, match="a device or a pipe"):
        write_text("/dev/null", "x")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Tests may run as root, whom no permission stops; so the system's answer is given for it.
    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(FileError, match="cannot be written to") as caught:
        write_text(tmp_path / "a.txt", "x")
    assert str(tmp_path) in caught.value.message


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_full_disk_is_said_clearly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def full(path: str, flags: int, *rest: int) -> int:
        os.close(real(path, flags, *rest))
        return real("/dev/full", os.O_WRONLY)

    (tmp_path / "a.txt").write_text("old")
    monkeypatch.setattr(os, "open", full)
    with pytest.raises(FileError, match=r"no room left on the disk\."):
        write_text(tmp_path / "a.txt", "x" * 100_000)
    monkeypatch.undo()
    assert (tmp_path / "a.txt").read_text() == "old"
    assert names(tmp_path) == ["a.txt"]


def test_an_oserror_of_the_block_itself_goes_through(tmp_path: Path) -> None:
    with pytest.raises(ConnectionResetError):
        write_and_raise(tmp_path / "a", ConnectionResetError(errno.ECONNRESET, "reset"))
    assert names(tmp_path) == []


def test_text_is_read_without_its_byte_order_mark_and_with_its_line_ends(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbfa,b\r\n")
    assert read_text(tmp_path / "a.csv") == "a,b\r\n"


def test_what_cannot_be_read_as_text_is_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tilth.kernel.files._MOST_BYTES", 4)
    (tmp_path / "large").write_text("12345")
    (tmp_path / "latin").write_bytes(b"caf\xe9")
    for name, code, said in (
        ("large", "file.large", "the most that is read"),
        ("latin", "file.encoding", "not UTF-8"),
        ("nowhere", "file.unreadable", "no such file"),
        ("latin/under", "file.unreadable", "no such file"),
        (".", "file.unreadable", "a folder"),
        ("a\0b", "file.unreadable", "cannot be read"),
    ):
        with pytest.raises(FileError, match=said) as caught:
            read_text(f"{tmp_path}/{name}")
        assert (caught.value.code, caught.value.file) == (code, f"{tmp_path}/{name}")


def test_a_file_without_end_is_not_read_to_its_end() -> None:
    with pytest.raises(FileError, match="larger than 64 MB"):
        read_text("/dev/zero")
