"""Dialects: the one neutral transfer list, written for a robot and read back as the same list.

Each module is one dialect with a writer and a reader, pure functions of text: :mod:`~.neutral` (a table that
says everything), :mod:`~.echo`, :mod:`~.opentrons`, :mod:`~.tecan`, :mod:`~.hamilton`, :mod:`~.pylabrobot` and
:mod:`~.bench` for people. A reader never runs what it reads.
"""
