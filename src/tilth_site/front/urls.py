"""The addresses of this app."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from tilth_site.front import views

urlpatterns = [
    path("", views.public, name="public"),
    path("home/", views.home, name="home"),
    path("style/", views.style, name="style"),
    path("theme/", views.choose_theme, name="theme"),
    path("language/", set_language, name="set_language"),
    path("", include("tilth_site.pages.health_urls")),
]
