"""Scheduling as a foundry lives it: a floor of instruments and people, and the queue of requests that want them.

A :class:`~.model.Floor` is read from a TOML file (:mod:`.read`). Minute 0 of a schedule is an instant of the clock
(:mod:`.time_axis`), and nights, holidays and maintenance are closed windows (:mod:`.closures`). The queue becomes
one scheduling problem (:mod:`.queue`), with like operations of several clients on one plate (:mod:`.batching`) and
weights that are fair between tenants (:mod:`.fair_share`). When something happens the plan is mended
(:mod:`.replan`), and what may yet happen is drawn by lot (:mod:`.montecarlo`), which is what a date promised to a
client rests on (:mod:`.promise`). What one client may see of it all is :mod:`.views`.
"""
