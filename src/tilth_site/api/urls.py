"""The addresses of this app."""

from __future__ import annotations

from tilth_site.api.root import addresses

urlpatterns = addresses()
