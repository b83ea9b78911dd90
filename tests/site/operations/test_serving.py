"""``tilth serve``: it says where it answers, keeps its worker running, and leaves no process behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tilth.kernel.errors import FileError, OptionError
from tilth_site.operations.serving import Address, serve

PATIENCE = 60.0


def free_port() -> int:
    with closing(socket.socket()) as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@dataclass
class Served:
    """A running ``tilth serve``."""

    process: subprocess.Popen[str]
    address: str

    def get(self, path: str, context: ssl.SSLContext | None = None) -> str:
        with urllib.request.urlopen(self.address + path, timeout=10, context=context) as answer:
            return answer.read().decode()

    def is_ready(self) -> bool:
        try:
            return json.loads(self.get("readyz"))["ready"]
        except OSError:
            return False

    def children(self) -> dict[int, str]:
        """Process ids and command lines of those that it has started."""
        listed = subprocess.run(
            ["ps", "-ww", "--ppid", str(self.process.pid), "-o", "pid=,args="], capture_output=True
        )
        lines = (line.split(None, 1) for line in listed.stdout.decode().splitlines())
        return {int(pid): arguments for pid, arguments in lines if "spawn_main" in arguments}


@pytest.fixture
def served(backup, tmp_path: Path) -> Iterator[Callable[..., Served]]:
    begun: list[subprocess.Popen[str]] = []

    def start(*words: str, home: Path = tmp_path / "home", **settings: str) -> Served:
        site = type(backup.site)(home)
        process = site.start("serve", "--port", str(free_port()), "--json", *words, **settings)
        begun.append(process)
        address = ""
        while not address.endswith("}\n"):
            line = process.stdout.readline()
            assert line, process.stderr.read()
            address += line
        return Served(process, json.loads(address)["address"])

    yield start
    for process in begun:
        process.kill()
        process.communicate()


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.slow
def test_the_site_answers_where_it_says_and_ends_in_good_order(served) -> None:
    site = served(TILTH_HTTP="1")
    assert site.get("healthz") == "ok\n"
    assert json.loads(site.get("readyz"))["ready"] is True
    assert 'route="readyz"' in site.get("metrics")
    children = site.children()
    assert len(children) == 2
    site.process.send_signal(signal.SIGTERM)
    site.process.communicate(timeout=PATIENCE)
    assert site.process.returncode == 0
    assert not any(map(alive, children))


@pytest.mark.slow
def test_a_worker_that_is_killed_is_started_again(served) -> None:
    site = served(TILTH_HTTP="1")
    before = site.children()
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: len(site.children()) == 2 and not set(site.children()) & set(before))
    wait_until(site.is_ready)
    site.process.send_signal(signal.SIGINT)
    site.process.communicate(timeout=PATIENCE)
    assert site.process.returncode == 0


@pytest.mark.slow
def test_nothing_outlives_a_server_that_is_killed(served) -> None:
    site = served(TILTH_HTTP="1")
    children = site.children()
    assert len(children) == 2
    site.process.kill()
    wait_until(lambda: not any(map(alive, children)))


@pytest.mark.slow
def test_the_worker_can_be_left_out_and_https_needs_no_proxy(served, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2"]
    subprocess.run([*words, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    site = served("--no-worker", "--certificate", str(certificate), "--key", str(key))
    assert site.address.startswith("https://")
    trusting = ssl.create_default_context(cafile=str(certificate))
    trusting.check_hostname = False
    assert site.get("healthz", trusting) == "ok\n"
    assert len(site.children()) == 1


def refusal(address: Address, *, plain_http: bool = False) -> OptionError | FileError:
    with pytest.raises((OptionError, FileError)) as refused:
        serve(address, 1, worker=False, plain_http=plain_http, host="localhost", announce=print)
    return refused.value


def test_a_port_that_is_taken_is_said_in_one_sentence() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        refused = refusal(Address("127.0.0.1", port))
    assert (refused.code, refused.data["port"]) == ("serve.address", port)
    assert "Address already in use" in refused.message


def test_an_address_of_another_machine_is_refused() -> None:
    assert refusal(Address("203.0.113.7", 8000), plain_http=True).code == "serve.address"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "tilth.example.org"])
def test_plain_http_is_not_spoken_to_other_machines(host: str) -> None:
    assert refusal(Address(host, 8000)).code == "serve.plain_http"


def test_a_certificate_needs_its_key(tmp_path: Path) -> None:
    nonsense = tmp_path / "nonsense.pem"
    nonsense.write_text("nonsense")
    assert refusal(Address("127.0.0.1", 8000, nonsense)).code == "serve.certificate"
    refused = refusal(Address("127.0.0.1", 8000, nonsense, nonsense))
    assert isinstance(refused, FileError)
    assert refused.file == str(nonsense)
    assert isinstance(refusal(Address("127.0.0.1", 8000, tmp_path / "none", nonsense)), FileError)
