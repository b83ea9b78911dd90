"""Robots: which there are, which transfers each carries, and what is refused before any of them moves.

A :class:`~.setup.RobotSetup` says what stands in the room; :mod:`~.carriers` shares the transfers out between the
instruments; :mod:`~.deck` lays an Opentrons' deck; :mod:`~.checks` says no, with well and amount. The vendors'
own simulators run in processes of their own.
"""
