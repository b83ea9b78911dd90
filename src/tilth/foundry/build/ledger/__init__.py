"""The liquid ledger: what is in every well, whether a plan can be done, and which wells saw a lot.

:func:`check_plan` carries a plan out on paper and answers every overdraw, over-fill, dead volume and unusable lot
with well, liquid and amount; :func:`corrected` does so again with what a robot says it moved. Volumes are whole
picolitres and portions are drawn so that they add up exactly (:mod:`.contents`).
"""

from tilth.foundry.build.ledger.book import Book
from tilth.foundry.build.ledger.check import Checked, Corrected, Fault, Line, check_plan, corrected
from tilth.foundry.build.ledger.contents import Content, Lot, Portion

__all__ = [
    "Book",
    "Checked",
    "Content",
    "Corrected",
    "Fault",
    "Line",
    "Lot",
    "Portion",
    "check_plan",
    "corrected",
]
