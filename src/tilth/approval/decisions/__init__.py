"""Decisions and signatures: what a person signs for, the chain of events it rests on, and whether a record holds.

::

    statement = statement_for(events, procedure, vote, signer)
    envelope = sign(statement, key)
    open_statement(envelope, [key.public_key])

``docs/reference/approval-decisions.md`` shows all of it.
"""

from tilth.approval.decisions.chain import Break, chain_of, head_of, verify_chain
from tilth.approval.decisions.signing import PAYLOAD_TYPE, open_statement, sign, state_of_clock, statement_for
from tilth.approval.decisions.statement import ClockState, Pin, Proof, Signer, Statement, What, read_statement

__all__ = [
    "PAYLOAD_TYPE",
    "Break",
    "ClockState",
    "Pin",
    "Proof",
    "Signer",
    "Statement",
    "What",
    "chain_of",
    "head_of",
    "open_statement",
    "read_statement",
    "sign",
    "state_of_clock",
    "statement_for",
    "verify_chain",
]
