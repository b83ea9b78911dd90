"""The shapes of what is sent and answered.

What the engine already keeps as a frozen value (a statement, an assessment, an organisation) is answered in
exactly that shape, which is also the one in the journal; only what a row or a view adds has a shape of its own
here.
"""
