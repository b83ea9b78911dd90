"""The addresses of the pages on tokens, under the reader's account."""

from __future__ import annotations

from django.urls import path

from tilth_site.api import views

urlpatterns = [
    path("", views.tokens, name="tokens"),
    path("new/", views.make_token, name="make_token"),
    path("<str:token_id>/revoke/", views.revoke_token, name="revoke_token"),
]
