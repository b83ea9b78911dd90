"""The page on uploads states every bound with its value, every kind and every refusal."""

import re
from pathlib import Path

import pytest

from tilth_site.uploads import bounds
from tilth_site.uploads.bounds import KIB, MIB
from tilth_site.uploads.kinds import KINDS

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs/reference/site-uploads.md").read_text(encoding="utf-8")
SOURCE = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/tilth_site/uploads").glob("*.py"))
BOUNDS = sorted(
    set(re.findall(r"^([A-Z_]+) = ", Path(bounds.__file__).read_text(encoding="utf-8"), re.M)) - {"KIB", "MIB"}
)


def spellings(size: int) -> set[str]:
    return {f"{size:,}", f"{size // MIB} MiB", f"{size // KIB} KiB"}


def test_there_are_bounds() -> None:
    assert len(BOUNDS) > 20


@pytest.mark.parametrize("name", BOUNDS)
def test_every_bound_is_on_the_page_with_its_value(name: str) -> None:
    stated = re.search(rf"^\| `{name}` \| ([^|]+) \|", PAGE, re.M)
    assert stated
    assert stated.group(1) in spellings(getattr(bounds, name))


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_kind_is_on_the_page_with_its_size(name: str) -> None:
    stated = re.search(rf"^\| [^|]*`{name}`[^|]* \| [^|]+ \| ([^|]+) \|", PAGE, re.M)
    assert stated
    assert stated.group(1) in spellings(KINDS[name].most)


@pytest.mark.parametrize("code", sorted(set(re.findall(r'"((?:upload|design)\.[a-z0-9_]+)"', SOURCE))))
def test_every_refusal_is_on_the_page(code: str) -> None:
    faults = {"upload.ended", "upload.altered", "design.name", "design.folder"}
    assert f"`{code}`" in PAGE or code in faults
