"""The foundry's Build room: what was designed becomes samples, plates, transfers, worklists, a schedule and a run.

Everything between the constructs and the robots passes through one neutral value, the
:class:`~.transfer.TransferPlan`: labware, what is in it at the start, and transfers in order. Workflows compile
to it, the ledger checks it, dialects write it for a robot and read it back, and a robot's report corrects it.
"""
