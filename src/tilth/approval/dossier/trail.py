"""From a file back to what it rests on: assay, read, batch, design, each step with the hash to check it by."""

from __future__ import annotations

from dataclasses import dataclass

from tilth.approval.dossier.model import File, Kind, Manifest, Thing

__all__ = ["Step", "reaches", "trail"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step back. ``depth`` is 1 for what the file itself is made from; ``kept_as`` is the path in the dossier
    of the file that has the thing's hash, empty where it is kept elsewhere.
    """

    thing: Thing
    depth: int
    kept_as: str = ""


def trail(manifest: Manifest, file: File) -> tuple[Step, ...]:
    """Every thing that ``file`` rests on, nearest first along each way, each thing once."""
    held = {one.sha256: one.path for one in reversed(manifest.files)}
    things = {thing.id: thing for thing in manifest.things}
    steps: dict[str, Step] = {}

    def walk(ids: tuple[str, ...], depth: int) -> None:
        for id in ids:
            if id not in steps:
                steps[id] = Step(things[id], depth, held.get(things[id].sha256, ""))
                walk(things[id].made_from, depth + 1)

    walk(file.made_from, 1)
    return tuple(steps.values())


def reaches(manifest: Manifest, file: File, kind: Kind) -> tuple[Thing, ...]:
    """The things of ``kind`` that ``file`` rests on: its sequencing reads, say."""
    return tuple(step.thing for step in trail(manifest, file) if step.thing.kind is kind)
