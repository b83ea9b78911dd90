"""Files that hold a scheduling problem, each format in a module of its own, and what is read from which."""

from tilth.foundry.build.schedule.formats.reading import Format, read_problem

__all__ = ["Format", "read_problem"]
