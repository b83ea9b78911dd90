"""A plan as a file that an official can write by hand: YAML, texts in English and Chinese, targets in words.

``examples/plan/PLAN.yaml`` shows every entry, docs/reference/plan-files.md explains them. Reading answers with a
plan or with all that is wrong; nothing half-read comes out.
"""

from __future__ import annotations

import os
from pathlib import Path

from tilth.kernel.errors import FileError
from tilth.kernel.refusal import Refused
from tilth.plan.model import Plan
from tilth.plan.plan_file.reading import parse_plan
from tilth.plan.plan_file.writing import write_plan

__all__ = ["parse_plan", "read_plan", "write_plan"]


def read_plan(path: str | os.PathLike[str]) -> Plan | Refused:
    """The plan in the file ``path``, or every fault in it as of :func:`parse_plan`.

    Raises FileError where the file cannot be read, is not UTF-8 (a byte order mark is ignored) or is not YAML.
    """
    name = os.fspath(path)
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise FileError(
            "plan_file.unreadable",
            f"The plan cannot be read: {error.strerror}.",
            file=name,
            mend="Name a file that is there and may be read.",
        ) from error
    except UnicodeDecodeError as error:
        raise FileError(
            "plan_file.encoding", "This is not UTF-8.", file=name, mend="Save the file as UTF-8 text."
        ) from error
    return parse_plan(text, file=name)
