"""Schedules: flexible job shops with capacities, people, calendars, transport and both minimum and maximum lags.

A :class:`~.problem.Problem` says what must hold, the solver finds a :class:`~.problem.Schedule` with a proven
bound, and a checker that shares no code with the solver verifies it.
"""
