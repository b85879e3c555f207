"""The product's settings with a handful of lines changed, so that tests leave no trace and need no worker."""

import atexit
import os
import shutil
import sys
import tempfile
from contextlib import suppress

from tests.queues import own_queue

# Tests start interpreters by the dozen. Where no bytecode may be stored, each would compile every module anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# One folder a process: tests that run beside each other share neither files nor database.
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="packshot-tests-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
os.environ["QUEUE_URL"] = own_queue(os.environ.get("QUEUE_URL", "memory://"), os.environ.get("PYTEST_XDIST_WORKER", ""))
os.environ.setdefault("SECRET_KEY", "tests only: " + "0123456789" * 5)

with suppress(ImportError):
    import psycopg  # noqa: F401 - tests open queues of these kinds, which Huey can when they were imported before
    import redis  # noqa: F401

from catalog import processes  # noqa: E402
from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, STATIC_ROOT, STORAGES  # noqa: E402
from tests.in_process import InProcess  # noqa: E402

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # no row of a test has to outlive a power failure
    DATABASES["default"]["OPTIONS"]["init_command"] += "; PRAGMA synchronous=OFF"
else:  # a transaction lasts as long as a test, or a module of them
    DATABASES["default"]["OPTIONS"]["options"] += " -c idle_in_transaction_session_timeout=0"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a folder that is not there
processes.use(InProcess())
READS_TEXT = False  # the reader takes a second a picture; what is about it switches it on
