"""The pages of the approval room."""
