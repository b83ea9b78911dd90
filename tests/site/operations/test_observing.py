"""What happens around every request: its id, its line in the log, its place in the metrics, and its headers."""

from __future__ import annotations

import json
import logging
import subprocess
import sys

import pytest
from structlog.testing import capture_logs

from tilth.parties.model import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO, "tilth.request")
    return caplog


def test_a_sane_request_id_is_kept_and_any_other_replaced(client) -> None:
    kept = client.get("/healthz", headers={"X-Request-ID": "trace-0123456789"})
    assert kept.headers["X-Request-ID"] == "trace-0123456789"
    for insane in ("", "short", "x" * 65, "a line\nbreak in it", "<script>alert(1)</script>"):
        made = client.get("/healthz", headers={"X-Request-ID": insane}).headers["X-Request-ID"]
        assert made != insane
        assert len(made) == 32


def test_every_answer_closes_what_browsers_leave_open(client) -> None:
    for path in ("/healthz", "/no/such/page", "/static/no-such-file.css"):
        headers = client.get(path).headers
        assert "camera=()" in headers["Permissions-Policy"]
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_line_says_what_was_asked_without_saying_where_or_by_which_name(sign_in) -> None:
    client = sign_in("firm", Role.FOUNDER)
    with capture_logs() as lines:
        client.get("/", {"secret": "value"}, headers={"X-Request-ID": "trace-0123456789"})
    (line,) = [line for line in lines if line["event"] == "request"]
    assert (line["method"], line["status"]) == ("GET", 200)
    assert line["person"].startswith("per_")
    assert line["queries"] > 0
    assert line["ms"] >= 0
    assert "secret" not in str(lines)
    assert "example" not in str(lines)


def test_a_page_that_is_not_there_is_counted_under_one_name(client) -> None:
    with capture_logs() as lines:
        client.get("/no/such/page")
        client.get("/static/none.css")
    assert [line["route"] for line in lines if line["event"] == "request"] == ["none", "static"]


SCRIPT = """
import logging, structlog
from tilth_site.pages.logs import configure
configure({})
structlog.contextvars.bind_contextvars(request_id="r-1")
structlog.stdlib.get_logger("tilth.request").info("request", route="home", status=200)
logging.getLogger("django").warning("from %s", "Django", extra={"seq": 3})
logging.getLogger("django.request").warning("Not Found: /requests/req_1/")
logging.getLogger("some.library").info("chatter")
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("django.request").exception("fault", extra={"request": "GET /?secret=value"})
"""


def test_every_library_writes_one_json_line_with_the_id_of_the_request() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    ours, djangos, fault = map(json.loads, done.stderr.splitlines())
    assert done.stdout == ""
    assert (ours["event"], ours["route"], ours["status"], ours["level"]) == ("request", "home", 200, "info")
    assert (djangos["event"], djangos["seq"], djangos["logger"]) == ("from Django", 3, "django")
    assert "ZeroDivisionError" in fault["exception"]
    assert "request" not in fault
    assert {line["request_id"] for line in (ours, djangos, fault)} == {"r-1"}
    assert all(line["timestamp"].endswith("Z") for line in (ours, djangos, fault))
