"""Read-back: what a robot reports corrects the plan.

A report (:mod:`~.echo`, :mod:`~.opentrons`, :mod:`~.run_log`) is read into one form, :class:`~.report.Report`;
:func:`~.reconcile.reconcile` matches it to the plan, corrects the ledger, says whose fault what failed is, and
lists what is still to be done.
"""
