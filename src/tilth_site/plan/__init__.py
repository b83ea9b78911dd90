"""The plan: its tables, actions, ledgers, published reports and pages."""
