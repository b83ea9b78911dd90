"""A real site for the browser: its own home, the example cluster in it, a server with its worker, and chromium."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

CHROMIUM = "/usr/bin/chromium"
PATIENCE = 60
"""Seconds until a server that does not answer has failed."""

_PREPARE = """
import json, sys
from tilth_site import service
service.prepare()
example = service.load_example(None, lambda sentence: print(sentence, file=sys.stderr))
print(json.dumps({one.email: one.password for one in example.accounts}))
"""


@dataclass(frozen=True)
class Site:
    """Where the site answers, and the password of each login."""

    address: str
    passwords: dict[str, str]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The example site, served as ``tilth serve`` does."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no browser: {CHROMIUM} is not there; install Debian's chromium")
    home = tmp_path_factory.mktemp("site") / "home"
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "TILTH_SECRET_KEY")}
    environment = {**kept, "TILTH_HOME": str(home), "TILTH_HTTP": "1"}
    prepared = subprocess.run(
        [sys.executable, "-c", _PREPARE], env=environment, capture_output=True, text=True, check=False
    )
    assert prepared.returncode == 0, prepared.stderr
    passwords = json.loads(prepared.stdout.splitlines()[-1])
    command = [str(Path(sys.executable).with_name("tilth")), "serve", "--port", _free_port(), "--json"]
    with (home.parent / "serve.log").open("w+") as log:
        server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            yield Site(_address(server, log.name), passwords)
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=PATIENCE)


def _free_port() -> str:
    with closing(socket.socket()) as trial:
        trial.bind(("127.0.0.1", 0))
        return str(trial.getsockname()[1])


def _address(server: subprocess.Popen[str], log: str) -> str:
    """What the server says once it answers."""
    watchdog = threading.Timer(PATIENCE, server.kill)
    watchdog.start()
    assert server.stdout is not None
    try:
        for line in server.stdout:
            found = re.search(r"http://[^\"\s]+", line)
            if found:
                return found[0]
    finally:
        watchdog.cancel()
    raise AssertionError(f"the server did not answer:\n{Path(log).read_text()[-3000:]}")
