"""How much memory a program of a test holds at most.

``ru_maxrss`` of a new process starts at the size of the process that made it, so under a large test run it stays
flat whatever the program does. ``VmHWM`` belongs to the program alone; only Linux tells it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

STATUS = Path("/proc/self/status")
PEAK = f"peak = lambda: int(open({str(STATUS)!r}).read().partition('VmHWM:')[2].split()[0]) << 10\n"


def numbers_printed(program: str, *arguments: str) -> tuple[int, ...]:
    """The whole numbers that ``program`` prints; it may call ``peak()``, the most bytes it has held so far."""
    if not STATUS.exists():
        pytest.skip("only Linux tells the peak memory of one program")
    command = [sys.executable, "-c", PEAK + program, *arguments]
    out = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return tuple(int(word) for word in out.stdout.split())
