"""The WSGI application, for any server of that kind (``tilth serve`` runs granian)."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tilth_site.settings")
application = get_wsgi_application()
