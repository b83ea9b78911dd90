"""Decisions and signatures: what a person signs for, the chain of events it rests on, and whether a record holds.

::

    statement = statement_for(events, procedure, vote, signer)
    envelope = sign(statement, key)
    open_statement(envelope, [key.public_key])
    verify_record(manifest=..., procedure=..., events=..., envelopes={...}, keys={...})

``docs/reference/approval-decisions.md`` shows all of it.
"""

from tilth.approval.decisions.chain import Break, chain_of, head_of, verify_chain
from tilth.approval.decisions.signing import PAYLOAD_TYPE, open_statement, sign, state_of_clock, statement_for
from tilth.approval.decisions.statement import ClockState, Proof, Signer, Statement, What, read_statement
from tilth.approval.decisions.verifying import verify_record

__all__ = [
    "PAYLOAD_TYPE",
    "Break",
    "ClockState",
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
    "verify_record",
]
