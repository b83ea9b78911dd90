"""Procedures as files: YAML that is read with its lines, checked, and kept on a shelf by name and day.

A file answers with a :class:`~tilth.approval.model.Procedure` or with all that is wrong with it; nothing half-read
comes out. ``docs/reference/approval-procedures.md`` explains every entry.
"""

from tilth.approval.procedure.reading import parse_procedure, read_procedure
from tilth.approval.procedure.shelf import in_force, shipped, the_procedure
from tilth.approval.procedure.soundness import procedure_faults

__all__ = ["in_force", "parse_procedure", "procedure_faults", "read_procedure", "shipped", "the_procedure"]
