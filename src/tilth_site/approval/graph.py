"""The drawing of a procedure: its steps as boxes, those that can run at the same time under each other.

Steps stand in layers by how many must come before (longest path), a line through several layers keeps a place of
its own in each, and each layer is ordered by the mean place of what leads to it (K. Sugiyama, S. Tagawa and
M. Toda, "Methods for visual understanding of hierarchical system structures", *IEEE Trans. SMC* 11, 1981).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from django.utils.translation import gettext

from tilth.approval import Procedure, Step
from tilth.kernel.lettering import fitted, folded
from tilth_site.approval.naming import step_title
from tilth_site.approval.wording import amount
from tilth_site.charts.figure import Figure, canvas, draw, length, serialise

__all__ = ["graph"]

_BOX, _TALL, _GAP, _BETWEEN, _THIN, _EDGE = 178.0, 66.0, 44.0, 16.0, 14.0, 8.0


@dataclass(slots=True)
class _Node:
    """A box, or (without a step) the place of a line that passes. ``y`` is its middle."""

    layer: int
    step: Step | None = None
    parents: list[_Node] = field(default_factory=list)
    y: float = 0.0

    @property
    def height(self) -> float:
        return _TALL if self.step else _THIN

    @property
    def x(self) -> float:
        return _EDGE + self.layer * (_BOX + _GAP)


def graph(procedure: Procedure, tones: Mapping[str, str] | None = None) -> Figure:
    """The steps of ``procedure``; ``tones`` colours the box of a step (``good``, ``warn``, ``bad``, ``info``)."""
    layers = _layers(procedure)
    tall = max(sum(node.height + _BETWEEN for node in layer) for layer in layers) - _BETWEEN + 2 * _EDGE
    for layer in layers:
        _place(layer, tall)
    wide = 2 * _EDGE + len(layers) * (_BOX + _GAP) - _GAP
    title = gettext("The steps and what they wait for")
    description = gettext("%(steps)d steps in %(layers)d layers; the table beside says the same in words.")
    root = canvas("graph", title, description % {"steps": len(procedure.steps), "layers": len(layers)}, wide, tall)
    for node in (node for layer in layers for node in layer):
        _lines(root, node)
    for node in (node for layer in layers for node in layer):
        if node.step:
            _box(root, node, node.step, (tones or {}).get(node.step.id, "neutral"))
    return Figure("graph", title, serialise(root), (), ())


def _layers(procedure: Procedure) -> list[list[_Node]]:
    nodes: dict[str, _Node] = {}
    waiting = list(procedure.steps)
    while waiting:
        step = next(one for one in waiting if all(need in nodes for need in one.needs))
        waiting.remove(step)
        nodes[step.id] = _Node(max((nodes[need].layer + 1 for need in step.needs), default=0), step)
    layers: list[list[_Node]] = [[] for _ in range(1 + max(node.layer for node in nodes.values()))]
    for node in nodes.values():
        layers[node.layer].append(node)
    for node in nodes.values():
        assert node.step is not None
        for need in _direct(procedure, node.step):
            parent = nodes[need]
            for layer in range(parent.layer + 1, node.layer):
                parent = _Node(layer, None, [parent])
                layers[layer].append(parent)
            node.parents.append(parent)
    return layers


def _direct(procedure: Procedure, step: Step) -> list[str]:
    """The needs of the step that no other need of it brings with it already."""
    return [need for need in step.needs if not any(need in _before(procedure, other) for other in step.needs)]


def _before(procedure: Procedure, id: str) -> set[str]:
    step = procedure.step(id)
    found: set[str] = set()
    for need in step.needs if step else ():
        found |= {need} | _before(procedure, need)
    return found


def _place(layer: list[_Node], tall: float) -> None:
    """Order a layer by where its lines come from, and spread it around the middle."""
    layer.sort(key=lambda node: sum(one.y for one in node.parents) / len(node.parents) if node.parents else 0.0)
    y = (tall - sum(node.height + _BETWEEN for node in layer) + _BETWEEN) / 2
    for node in layer:
        node.y = y + node.height / 2
        y += node.height + _BETWEEN


def _lines(root: Element, node: _Node) -> None:
    for parent in node.parents:
        x0, x1 = parent.x + _BOX, node.x
        bend = _GAP / 2
        points = f"M{length(x0)} {length(parent.y)}C{length(x0 + bend)} {length(parent.y)} "
        points += f"{length(x1 - bend)} {length(node.y)} {length(x1)} {length(node.y)}"
        draw(root, "path", "edge", d=points)
    if node.step is None:
        draw(root, "line", "edge", x1=node.x, x2=node.x + _BOX, y1=node.y, y2=node.y)


def _box(root: Element, node: _Node, step: Step, tone: str) -> None:
    top = node.y - _TALL / 2
    group = SubElement(root, "g", {"class": f"chart-box chart-box-{tone}"})
    draw(group, "rect", "frame", x=node.x, y=top, width=_BOX, height=_TALL, rx=6)
    lines = folded(step_title(step), 12, _BOX - 20, 2)
    for number, line in enumerate(lines):
        draw(group, "text", "label", line, x=node.x + 10, y=top + 18 + number * 15)
    limit = amount(step.clock.limit, step.clock.unit) if step.clock else gettext("no limit")
    draw(group, "text", "tick", fitted(limit, 11, _BOX - 20), x=node.x + 10, y=top + _TALL - 10)
