"""What the shell of every page needs: the theme, the languages, the sections, the reader's name."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info

from tilth_site.accounts.models import User
from tilth_site.pages.names import names_of
from tilth_site.pages.navigation import links

__all__ = ["THEMES", "THEME_COOKIE", "shell"]

THEME_COOKIE = "tilth_theme"
THEMES = ("auto", "light", "dark")
"""``auto`` follows the reader's system."""


def shell(request: HttpRequest) -> dict[str, object]:
    """The variables of the shell. Only a signed-in page that prints the reader's name makes a query: one."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    user = getattr(request, "user", None)
    signed_in = isinstance(user, User)
    return {
        "theme": theme if theme in THEMES else "auto",
        "other_language": _other_language(),
        "sections": links(request.path, signed_in=signed_in),
        "reader": SimpleLazyObject(lambda: _name(request)) if signed_in else "",
    }


def _other_language() -> dict[str, object]:
    chinese = (get_language() or "en").startswith("zh")
    return dict(get_language_info("en" if chinese else "zh-hans"))


def _name(request: HttpRequest) -> str:
    user = request.user
    if not isinstance(user, User):
        return ""
    return names_of([user.person]).get(user.person, user.email)
