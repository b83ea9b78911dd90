"""The foundry's requests: their tables, actions, jobs and pages."""
