"""The pages of the gate, for biosafety officers."""
