"""The product's settings with a handful of lines changed, so that tests leave no trace and need no worker."""

import atexit
import os
import shutil
import tempfile

# One folder a process: tests that run beside each other share neither files nor database.
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="packshot-tests-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
os.environ.setdefault("QUEUE_URL", "memory://")
os.environ.setdefault("SECRET_KEY", "tests only: " + "0123456789" * 5)

from catalog import processes  # noqa: E402
from config.settings import *  # noqa: E402, F403
from config.settings import DATA_DIR, DATABASES, STATIC_ROOT, STORAGES  # noqa: E402
from tests.in_process import InProcess  # noqa: E402

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DATABASES["default"].setdefault("TEST", {})["NAME"] = (
    str(DATA_DIR / "tests.sqlite3") if DATABASES["default"]["ENGINE"].endswith("sqlite3") else None
)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a folder that is not there
processes.use(InProcess())
