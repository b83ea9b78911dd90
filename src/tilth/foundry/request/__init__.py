"""A design request, from draft to delivery, as biofoundries run it.

A customer hands in a design; a job assesses it; the foundry accepts, quotes, and both sign; the request takes a
build slot, passes the screening gate, is built and delivered. Everything is a fold of events (:mod:`.events`)::

    event = decide(request, Submit(), today)     # events, or Refused with reasons
    request = apply(request, event[0])

The room knows no design method and no price: assessments, priced lines and dates come to it as plain values.
"""

from tilth.foundry.request.events import EVENTS, request_stream, slot_stream
from tilth.foundry.request.model import Request, Side, State
from tilth.foundry.request.rules import apply, decide, fold
from tilth.foundry.request.screening import gate
from tilth.foundry.request.slots import Slot, apply_slot, decide_slot, fold_slot
from tilth.foundry.request.transitions import possible

__all__ = [
    "EVENTS",
    "Request",
    "Side",
    "Slot",
    "State",
    "apply",
    "apply_slot",
    "decide",
    "decide_slot",
    "fold",
    "fold_slot",
    "gate",
    "possible",
    "request_stream",
    "slot_stream",
]
