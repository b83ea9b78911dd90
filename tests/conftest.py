"""Where the real inputs are, for every test that needs them; and a home for the site under test."""

import os
import tempfile
from pathlib import Path

import django
import pytest

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
