"""The foundry's own filters for its pages."""
