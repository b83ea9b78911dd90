"""What may happen to a case, and what it is afterwards: all of it pure.

A command is the event that it asks for: :func:`decide` answers with that event and what follows from it, or with
every reason why not. :func:`apply` turns an event into the next state, and :func:`fold_until` gives the case as it
was at the end of any day.
"""

from tilth.approval.rules.deciding import decide
from tilth.approval.rules.folding import apply, fold, fold_until

__all__ = ["apply", "decide", "fold", "fold_until"]
