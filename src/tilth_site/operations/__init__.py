"""Running a site: its home, its processes, its checks, and its backups.

The command line reaches all of it through :mod:`tilth_site.service`.
"""
