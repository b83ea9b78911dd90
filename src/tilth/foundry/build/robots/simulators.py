"""The vendors' own simulators, each in a process of its own: Opentrons' and PyLabRobot's chatterbox.

Opentrons needs an old numpy and much else, so it lives in a virtual environment that Tilth only calls:
``.ci/opentrons-venv`` makes it in a checkout. It is looked for where the variable ``TILTH_OPENTRONS`` says (the
environment's ``python``), then in ``.venv-opentrons`` of the checkout or the working folder, then in the user's
cache. PyLabRobot is the extra ``tilth[robots]``.

Protocols that Tilth wrote and people changed are programs, so whoever simulates a folder runs its programs.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import msgspec
import platformdirs

from tilth.kernel.errors import FileError, MissingError

__all__ = [
    "OPENTRONS_VERSION",
    "Simulated",
    "opentrons_python",
    "simulate_opentrons",
    "simulate_pylabrobot",
]

OPENTRONS_VERSION = "9.0.0"
"""The release that runs on Python 3.11 and takes both the OT-2 and the Flex."""
_SECONDS = 600
_CHECKOUT = Path(__file__).resolve().parents[5]


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a simulator said of a file: its ``errors`` (none: the run went through), how many ``commands`` it
    carried out, and its ``log`` as JSON, which :mod:`tilth.foundry.build.readback.opentrons` reads (empty where
    the simulator writes none).
    """

    file: str
    simulator: str
    errors: tuple[str, ...]
    commands: int
    log: bytes = b""

    @property
    def ok(self) -> bool:
        """Whether the run went through."""
        return not self.errors


def opentrons_python() -> Path:
    """The Python that has Opentrons' simulator. Raises MissingError, which says how to make it, where there is
    none.
    """
    cached = Path(platformdirs.user_cache_dir("tilth")) / f"opentrons-{OPENTRONS_VERSION}"
    named = os.environ.get("TILTH_OPENTRONS", "")
    if named:
        places = [Path(named)]
    else:
        folders = (_CHECKOUT / ".venv-opentrons", Path.cwd() / ".venv-opentrons", cached)
        places = [folder / "bin" / "python" for folder in folders]
    for place in places:
        if place.exists():
            return place
    raise MissingError(
        "robots.no_opentrons",
        f"Opentrons' simulator is not here ({places[0]}).",
        mend="Make it with .ci/opentrons-venv in a checkout of Tilth, or with: "
        f"python3 -m venv {cached} && {cached / 'bin' / 'pip'} install opentrons=={OPENTRONS_VERSION}",
        data={"place": str(places[0])},
    )


class _Error(msgspec.Struct):
    detail: str = ""


class _Analysis(msgspec.Struct):
    """What is read of an analysis: ``{"errors": [...], "commands": [...]}``."""

    errors: list[_Error]
    commands: list[msgspec.Raw]


def simulate_opentrons(protocol: Path) -> Simulated:
    """Run ``protocol`` in Opentrons' simulator: some seconds. Errors as :func:`opentrons_python`; raises FileError
    where the simulator itself fails.
    """
    python = opentrons_python()
    with tempfile.TemporaryDirectory(prefix="tilth-opentrons-") as folder:
        output = Path(folder) / "analysis.json"
        command = [
            str(python),
            "-m",
            "opentrons.cli",
            "analyze",
            f"--json-output={output}",
            str(protocol.resolve()),
        ]
        # Its settings stand in a folder of their own, so that nothing is written to the user's home.
        ran = _run(command, protocol, {"OT_API_CONFIG_DIR": folder, "HOME": folder})
        if not output.exists():
            raise _failed(protocol, "Opentrons' simulator", ran.stderr)
        log = output.read_bytes()
    try:
        told = msgspec.json.decode(log, type=_Analysis)
    except msgspec.MsgspecError as error:
        raise _failed(protocol, "Opentrons' simulator", f"its analysis is not understood: {error}") from error
    errors = tuple(error.detail or "no reason was given" for error in told.errors)
    return Simulated(protocol.name, f"opentrons {OPENTRONS_VERSION}", errors, len(told.commands), log)


def simulate_pylabrobot(script: Path) -> Simulated:
    """Run ``script`` on PyLabRobot's chatterbox, which tracks volumes and tips. Raises MissingError where the
    extra is not installed.
    """
    if importlib.util.find_spec("pylabrobot") is None:
        raise MissingError(
            "robots.no_pylabrobot",
            "PyLabRobot is not installed.",
            mend="Install the extra: pip install 'tilth[robots]'.",
        )
    ran = _run([sys.executable, str(script.resolve())], script, {})
    done = sum(line.startswith(("Aspirating:", "Dispensing:")) for line in ran.stdout.splitlines())
    errors = () if ran.returncode == 0 else (_last_line(ran.stderr),)
    return Simulated(script.name, "pylabrobot chatterbox", errors, done)


def _run(command: list[str], file: Path, changed: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run ``command`` in an empty folder, so that no file beside the protocol is imported by its name."""
    with tempfile.TemporaryDirectory(prefix="tilth-simulation-") as folder:
        try:
            return subprocess.run(
                command,
                capture_output=True,
                text=True,
                timeout=_SECONDS,
                check=False,
                cwd=folder,
                env={**os.environ, **changed},
            )
        except subprocess.TimeoutExpired as error:
            raise _failed(file, command[0], f"it was not done after {_SECONDS} s") from error
        except OSError as error:
            raise _failed(file, command[0], str(error)) from error


def _failed(file: Path, simulator: str, said: str) -> FileError:
    message = f"{simulator} could not be run: {_last_line(said)}."
    mend = "Try the simulator by hand; TILTH_OPENTRONS names the Python that has Opentrons' one."
    return FileError("robots.simulator", message, file=str(file), mend=mend)


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip().removesuffix(".") if lines else "no reason was given"
