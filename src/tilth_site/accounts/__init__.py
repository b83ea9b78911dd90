"""People: their logins and personal data, which stand outside the journal, and what each may do.

:mod:`.permissions` is the one place that says who may do what; everything it does not name is denied.
"""
