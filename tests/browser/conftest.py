"""A real site for the browser: its own home, the example cluster in it, a server with its worker, and chromium."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browsing import SHOTS, follow, look
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
DESKTOP = {"width": 1280, "height": 900}
PATIENCE = 60
"""Seconds until a server that does not answer has failed."""
# How long a page takes says how busy the machine is.
expect.set_options(timeout=20_000)

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
    temporary = tmp_path_factory.getbasetemp()
    example = _example(temporary.parent if "PYTEST_XDIST_WORKER" in os.environ else temporary)
    shutil.copytree(example / "home", home)
    passwords = json.loads((example / "passwords.json").read_text())
    environment = _environment(home)
    command = [str(Path(sys.executable).with_name("tilth")), "serve", "--port", _free_port(), "--json"]
    with (home.parent / "serve.log").open("w+") as log:
        server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            yield Site(_address(server, log.name), passwords)
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=PATIENCE)


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "TILTH_SECRET_KEY")}
    return {**kept, "TILTH_HOME": str(home), "TILTH_HTTP": "1"}


def _example(folder: Path) -> Path:
    """The example's ``home`` and ``passwords.json``, made by the first process of the run that asks."""
    example = folder / "example"
    with (folder / "example.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (example / "passwords.json").exists():
            shutil.rmtree(example, ignore_errors=True)
            prepared = subprocess.run(
                [sys.executable, "-c", _PREPARE],
                env=_environment(example / "home"), capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert prepared.returncode == 0, prepared.stderr
            (example / "passwords.json").write_text(prepared.stdout.splitlines()[-1])
    return example


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


@pytest.fixture(scope="session")
def browser(site) -> Iterator[Browser]:
    SHOTS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@dataclass
class Watch:
    """What went wrong on any page of a browser's context."""

    host: str
    found: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.found.append(f"error in a script: {error.error}"))

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self.host:
            self.found.append(f"a request to another host: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        # The browser says there, too, what the policy stopped.
        if message.type in ("error", "warning"):
            self.found.append(f"on the console: {message.text}")


@pytest.fixture
def watch(site) -> Watch:
    return Watch(urlsplit(site.address).netloc)


@pytest.fixture
def signed_in(site, browser, watch):
    """Opens a page of the site as the person with that address, in a browser of their own."""
    contexts: list[BrowserContext] = []

    def enter(email: str, **more) -> Person:
        context = browser.new_context(base_url=site.address, **{"viewport": DESKTOP, **more})
        contexts.append(context)
        watch.over(context)
        page = context.new_page()
        page.goto("/account/login/")
        page.get_by_label("Email").fill(email)
        page.locator('input[name="password"]').fill(site.passwords[email])
        follow(page.locator("main form button"))
        expect(page).to_have_url(f"{site.address}home/")
        return Person(page, site.passwords[email])

    yield enter
    for context in contexts:
        context.close()


@dataclass
class Person:
    """Somebody at a browser."""

    page: Page
    password: str

    def look(self, name: str) -> None:
        look(self.page, name)

    def go(self, label: str) -> None:
        follow(self.page.locator("#next").get_by_role("link", name=label, exact=True))

    def press(self, label: str) -> None:
        follow(self.page.locator("main").get_by_role("button", name=label, exact=True))

    def sign(self) -> None:
        self.page.get_by_label("Your password").fill(self.password)
        self.press("Sign")
        expect(self.page.get_by_text("Your signature is recorded.")).to_be_visible()
