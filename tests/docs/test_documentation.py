"""The documentation tells the truth: every command and option is there, examples print what they say, links lead
somewhere.
"""

import doctest
import re
import shlex
import tomllib
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest
import typer

from tilth.foundry.design.problem import CODES
from tilth_cli import demo
from tilth_cli.main import app, run

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
CLI_PAGES = sorted(ROOT.glob("docs/reference/cli/*.md"))
ELSEWHERE = {"fidelity.md"}  # its examples need the published tables, so a test marked shared runs them
TAKES_TIME = re.compile(r" in \d+\.\d\d s$")


def commands() -> Iterator[tuple[str, object]]:
    """Every command as (words, command)."""

    def walk(command: object, words: str) -> Iterator[tuple[str, object]]:
        children = getattr(command, "commands", None)
        if children is None:
            yield words, command
            return
        for name, child in children.items():
            yield from walk(child, f"{words} {name}")

    yield from walk(typer.main.get_command(app), "tilth")


COMMANDS = dict(commands())


def section(words: str) -> str:
    """What the reference says under the heading of a command."""
    for page in CLI_PAGES:
        found = re.search(rf"^## {re.escape(words)}\n(.*?)(?=^## |\Z)", page.read_text(), re.M | re.S)
        if found:
            return found.group(1)
    return ""


def test_there_are_commands() -> None:
    assert {"tilth demo", "tilth parts check", "tilth assemble", "tilth gibson", "tilth primers"} <= set(COMMANDS)


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_is_documented_with_each_of_its_options(words: str) -> None:
    text = section(words)
    assert text, f"no heading '## {words}' in docs/reference/cli"
    whole = next(page.read_text() for page in CLI_PAGES if f"## {words}\n" in page.read_text())
    for parameter in getattr(COMMANDS[words], "params", []):
        names = [name for name in parameter.opts if name.startswith("--")]
        if names and names[0] != "--help":
            assert names[0] in whole, f"{words}: {names[0]} is not documented"


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_takes_json_and_shows_an_example(words: str) -> None:
    command = COMMANDS[words]
    options = [name for parameter in getattr(command, "params", []) for name in parameter.opts]
    assert "--json" in options
    assert "tilth " in str(getattr(command, "help", "")), f"{words} -h shows no example"


def examples() -> Iterator[tuple[str, str, str]]:
    for page in CLI_PAGES:
        if page.name in ELSEWHERE:
            continue
        for block in re.findall(r"^```console\n(.*?)^```", page.read_text(), re.M | re.S):
            line, _, printed = block.partition("\n")
            yield page.name, line.removeprefix("$ "), printed


@pytest.mark.parametrize(("page", "line", "printed"), list(examples()))
def test_every_example_prints_what_the_page_shows(
    page: str,
    line: str,
    printed: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("TILTH_HOME", str(tmp_path / "home"))
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    program, *words = shlex.split(line)
    assert program == "tilth"
    with chdir(tmp_path), pytest.raises(SystemExit):
        run(words)
    assert tidy(capsys.readouterr().out) == tidy(printed), page


def tidy(text: str) -> list[str]:
    return [TAKES_TIME.sub(" in TIME", line.rstrip()) for line in text.strip().splitlines()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("name", ["README.md", "docs/reference/foundry-design.md"])
def test_the_python_examples_run(name: str) -> None:
    with chdir(ROOT):
        failed, tried = doctest.testfile(str(ROOT / name), module_relative=False)
    assert tried > 3
    assert failed == 0


def test_every_problem_code_is_in_the_reference_with_its_meaning() -> None:
    text = (ROOT / "docs/reference/foundry-design.md").read_text()
    for code, meaning in CODES.items():
        assert f"| `{code}` | {meaning} |" in text


def test_the_demos_plan_is_the_example_of_the_same_name() -> None:
    assert (ROOT / "examples/cidar/DESIGN.toml").read_text() == demo.PLAN


def test_decisions_are_numbered_once_each() -> None:
    pages = sorted((ROOT / "docs/decisions").glob("*.md"))
    numbers = [page.name[:4] for page in pages]
    assert len(numbers) == len(set(numbers))
    for page in pages:
        assert page.read_text().startswith(f"# {page.name[:4]}: ")


def test_the_lock_names_only_public_hosts() -> None:
    text = (ROOT / "uv.lock").read_text()
    hosts = set(re.findall(r"\w+://([^/\"\s]+)", text))
    assert hosts == {"pypi.org", "files.pythonhosted.org"}
    lock = tomllib.loads(text)
    assert all("registry" in package["source"] or package["name"] == "tilth" for package in lock["package"])


def test_the_readme_claims_no_room_that_is_not_there() -> None:
    table = re.findall(r"^\| ([a-z:, ]+) \| (.+) \|$", (ROOT / "README.md").read_text(), re.M)
    working = {room for room, what in table if what != "nothing yet" and room != "room"}
    assert working == {
        "approval",
        "foundry: build",
        "foundry: design",
        "foundry: request",
        "kernel",
        "parties",
        "plan",
        "site",
    }
    assert {path.name for path in (ROOT / "src/tilth").iterdir() if (path / "__init__.py").exists()} == {
        "approval",
        "foundry",
        "kernel",
        "parties",
        "plan",
    }
    assert {path.name for path in (ROOT / "src/tilth/foundry").iterdir() if (path / "__init__.py").exists()} == {
        "build",
        "design",
        "request",
    }


def test_every_example_folder_is_mentioned_somewhere() -> None:
    text = "\n".join(page.read_text() for page in PAGES)
    for folder in (ROOT / "examples").iterdir():
        if folder.is_dir():
            assert f"examples/{folder.name}" in text, f"nothing mentions examples/{folder.name}"
