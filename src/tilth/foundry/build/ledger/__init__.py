"""The liquid ledger: what is in every well, whether a plan can be done, and which wells saw a lot.

:func:`check_plan` carries a plan out on paper and answers every overdraw, over-fill, dead volume and unusable lot
or sample with well, liquid and amount; :func:`corrected` does so again with what a robot says it moved. Volumes
are whole picolitres and portions are drawn so that they add up exactly (:mod:`.contents`). :class:`Index` answers
recalls: which wells, runs, clones and ventures saw a lot.
"""

from tilth.foundry.build.ledger.book import UNACCOUNTED, Book
from tilth.foundry.build.ledger.check import Checked, Corrected, Fault, Line, check_plan, corrected
from tilth.foundry.build.ledger.contents import Content, Lot, Portion
from tilth.foundry.build.ledger.facts import NOTHING_KNOWN, Aliquot, Facts
from tilth.foundry.build.ledger.recall import Index, Recall, Run, Seen, Step

__all__ = [
    "NOTHING_KNOWN",
    "UNACCOUNTED",
    "Aliquot",
    "Book",
    "Checked",
    "Content",
    "Corrected",
    "Facts",
    "Fault",
    "Index",
    "Line",
    "Lot",
    "Portion",
    "Recall",
    "Run",
    "Seen",
    "Step",
    "check_plan",
    "corrected",
]
