"""The WSGI entry that the web serves."""

import os

from django.core.wsgi import get_wsgi_application

from config.supervision.preflight import refuse_unapplied_migrations

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
refuse_unapplied_migrations()
