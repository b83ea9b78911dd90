"""Where the real inputs are, for every test that needs them; and a home for the site under test."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

# Django reads its settings below and never again: the site under test has a home of its own.
_HOME = tempfile.TemporaryDirectory(prefix="tilth-tests-")
(Path(_HOME.name) / "static").mkdir()
os.environ["DJANGO_SETTINGS_MODULE"] = "tilth_site.settings"
os.environ["TILTH_HOME"] = _HOME.name
os.environ["TILTH_HTTP"] = "1"
os.environ["TILTH_SECRET_KEY"] = "a key for tests only, long enough for every check that Django makes of it"
if "TILTH_TEST_DATABASE" in os.environ:
    os.environ["DATABASE_URL"] = os.environ["TILTH_TEST_DATABASE"]
else:
    os.environ.pop("DATABASE_URL", None)
django.setup()

# How long an example takes says how busy the machine is.
settings.register_profile("tilth", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tilth")


_ASKING = {"db", "transactional_db", "live_server"}
"""The fixtures by which a test asks for the database, if no mark does."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On the database of TILTH_TEST_DATABASE, leave out the tests that ask for none: pytest-django keeps them from
    it, and what processes they start have databases of their own, so they would only do again what they did. Those
    marked ``any_database`` show what does not hang on which one it is.
    """
    if "TILTH_TEST_DATABASE" not in os.environ:
        return
    asking: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for one in items:
        asks = one.get_closest_marker("django_db") or _ASKING.intersection(getattr(one, "fixturenames", ()))
        (asking if asks and not one.get_closest_marker("any_database") else left).append(one)
    config.hook.pytest_deselected(items=left)
    items[:] = asking


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """The database, which a test with real commits leaves as empty as it found it."""
    from emptying import empty_tables

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.test.TransactionTestCase._fixture_teardown", lambda _case: empty_tables())
        yield


@pytest.fixture(autouse=True)
def _nothing_mounted() -> Iterator[None]:
    """A screening database that a test mounts is mounted for that test."""
    from django.conf import settings as site

    before = site.SCREENING_INDEX
    yield
    site.SCREENING_INDEX = before


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared folder (``TILTH_SHARED`` or ``../shared``), or a skip that says what is missing."""
    folder = Path(os.environ.get("TILTH_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(
            f"the real inputs are not here: no {folder / 'data'}; set TILTH_SHARED to the folder above data/"
        )
    return folder


@pytest.fixture(scope="session")
def sequences(shared: Path) -> Path:
    """The folder of real sequences."""
    return shared / "data" / "sequences"
