"""A run: one build plan carried out at the bench, from the compiled plan to what is delivered.

A foundry opens a run for one request, or for several that share plates. A job compiles and checks the plan;
people and robots go through its unit operations step by step, each with its labware scanned; a robot's report says
what was really moved, and what failed is moved again or left out; then what was built is delivered. Everything is
a fold of events (:mod:`.events`)::

    answer = decide(run, Confirm("op-3", ("PLATE-1",)), setting)     # events, or Refused with reasons
    run = apply(run, answer[0])

The plan itself is a file among the evidence. A run holds its hash and how many of what it has; what a rule has to
know of it (the unit operations, the names of the products) is handed in as a :class:`~.rules.Setting`.
"""

from tilth.foundry.build.run.events import EVENTS, RunEvent, run_stream
from tilth.foundry.build.run.model import Run, State
from tilth.foundry.build.run.rules import Setting, apply, decide, fold
from tilth.foundry.build.run.transitions import possible

__all__ = ["EVENTS", "Run", "RunEvent", "Setting", "State", "apply", "decide", "fold", "possible", "run_stream"]
