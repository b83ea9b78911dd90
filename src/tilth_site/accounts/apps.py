"""Django's handle on the app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tilth_site.accounts"
    label = "accounts"
