"""A kept file is handed out as an inert download under a safe name."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from tilth.kernel.errors import IntegrityError, MissingError
from tilth.kernel.evidence import EvidenceStore
from tilth_site.uploads.serve import respond

# To close a response ends a request, and Django then looks at its connections.
pytestmark = pytest.mark.django_db

DATA = b"name,part\n" * 50_000


@pytest.fixture
def evidence(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(tmp_path / "evidence")


@pytest.fixture
def sha256(evidence: EvidenceStore) -> str:
    record = evidence.put(
        DATA,
        media_type="text/csv",
        kind="upload.csv",
        source="per_01",
        known_date=date(2026, 3, 2),
        licence="unknown",
    )
    return record.sha256


def test_the_bytes_come_as_a_streamed_download(evidence: EvidenceStore, sha256: str) -> None:
    response = respond(sha256, "sheet.csv", "text/csv", kept_in=evidence)
    assert response.streaming
    assert response.status_code == 200
    assert response.headers["Content-Length"] == str(len(DATA))
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="sheet.csv"'
    assert hashlib.sha256(b"".join(response)).hexdigest() == sha256
    response.close()


def test_nothing_in_it_is_ever_run_or_guessed(evidence: EvidenceStore, sha256: str) -> None:
    response = respond(sha256, "sheet.csv", "text/csv", kept_in=evidence)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["ETag"] == f'"{sha256}"'
    assert "no-cache" in response.headers["Cache-Control"]
    response.close()


@pytest.mark.parametrize(
    "media_type",
    [
        "text/html",
        "image/svg+xml",
        "application/xhtml+xml",
        "text/javascript",
        "application/rdf+xml",
        "text/html; a=b",
        "",
    ],
)
def test_a_type_that_a_browser_could_run_is_not_stated(
    evidence: EvidenceStore, sha256: str, media_type: str
) -> None:
    response = respond(sha256, "x.html", media_type, kept_in=evidence)
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    response.close()


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("质粒.gb", "attachment; filename=\"__.gb\"; filename*=UTF-8''%E8%B4%A8%E7%B2%92.gb"),
        ("café.gb", "attachment; filename=\"cafe.gb\"; filename*=UTF-8''caf%C3%A9.gb"),
        ('a"; filename="evil.exe.gb', 'attachment; filename="a_; filename=_evil.exe.gb"'),
        ("a\r\nSet-Cookie: b.gb", 'attachment; filename="a Set-Cookie_ b.gb"'),
        ("50%.gb", "attachment; filename=\"50_.gb\"; filename*=UTF-8''50%25.gb"),
        ("../../x.gb", 'attachment; filename="x.gb"'),
    ],
)
def test_a_name_is_spelt_as_rfc_6266_says(evidence: EvidenceStore, sha256: str, name: str, header: str) -> None:
    response = respond(sha256, name, "text/csv", kept_in=evidence)
    assert response.headers["Content-Disposition"] == header
    response.close()


def test_what_is_not_there_or_altered_is_not_served(evidence: EvidenceStore, sha256: str) -> None:
    with pytest.raises(MissingError):
        respond("0" * 64, "x", "text/csv", kept_in=evidence)
    content = evidence.root / "sha256" / sha256[:2] / sha256 / "content"
    content.chmod(0o600)
    content.write_bytes(b"other")
    with pytest.raises(IntegrityError):
        respond(sha256, "x", "text/csv", kept_in=evidence)
