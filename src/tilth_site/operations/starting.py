"""Django set up for a process that Tilth itself starts: a command, the server's child, the worker."""

from __future__ import annotations

import os

from tilth.kernel.errors import MissingError

__all__ = ["set_up"]


def set_up() -> None:
    """Set Django up, once.

    Raises MissingError where Tilth was installed without its site.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tilth_site.settings")
    try:
        import django
    except ModuleNotFoundError as error:
        raise MissingError(
            "site.not_installed",
            f"The site is not installed: there is no {error.name}.",
            mend="Install tilth[site].",
        ) from error
    from django.apps import apps

    if not apps.ready:
        django.setup()
