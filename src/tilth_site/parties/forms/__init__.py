"""The forms of the parties' pages. Each makes one command of what was typed; the rules decide on it."""
