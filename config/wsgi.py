"""The WSGI entry that the web serves."""

import os

from django.core.wsgi import get_wsgi_application

from config.supervision.database_away import once_database_answers
from config.supervision.preflight import refuse_unapplied_migrations

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
once_database_answers(refuse_unapplied_migrations)
