"""What others wrote lies here unchanged, with its licence, and nothing lies here unnamed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import tilth_site

VENDOR = Path(tilth_site.__file__).parent / "static/vendor"
PACKAGES = json.loads((VENDOR / "MANIFEST.json").read_text(encoding="utf-8"))


def test_every_vendored_file_is_listed_with_its_hash():
    there = {
        str(file.relative_to(VENDOR)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in VENDOR.rglob("*")
        if file.is_file() and file.name != "MANIFEST.json"
    }
    assert there == {name: digest for package in PACKAGES for name, digest in package["sha256"].items()}


def test_every_package_says_what_it_is_and_brings_its_licence():
    for package in PACKAGES:
        assert set(package) == {"name", "version", "licence", "source", "sha256"}
        assert package["version"] in package["source"]
        assert any(name.endswith("LICENSE") for name in package["sha256"])


def test_htmx_is_the_version_that_the_manifest_says():
    (htmx,) = (package for package in PACKAGES if package["name"] == "htmx.org")
    assert f'version:"{htmx["version"]}"' in (VENDOR / "htmx/htmx.min.js").read_text(encoding="utf-8")
