"""The WSGI entry that the web serves."""

import os

from django.core.wsgi import get_wsgi_application

from config.supervision.database_away import retry_while_database_is_away
from config.supervision.preflight import refuse_unapplied_migrations

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
retry_while_database_is_away(refuse_unapplied_migrations)
