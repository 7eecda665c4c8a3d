"""The site as a WSGI application."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

from mjweb import database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mjweb.settings")
application = get_wsgi_application()
database.pooled(connections.settings["default"])
