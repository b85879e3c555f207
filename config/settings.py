"""Settings. The environment is read here, once; no other module asks for it."""

import os
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy
from pydantic import SecretStr, ValidationError

from config.mail.server import Mail
from config.private_bucket.variables import PrivateBucket
from config.secrecy.secret_files import BadSecretFile, with_files
from config.single_sign_on.variables import SingleSignOn
from config.storage.data_folder import stored_secret_key, writable_folder
from config.storage.database import database
from config.storage.files import keys_of_store, storages
from config.supervision import error_reports
from config.variables import Environment, Retention, Variables
from renders.providers import REGISTRY

Group = TypeVar("Group", bound=Variables)
BASE_DIR = Path(__file__).resolve().parent.parent


def read_variables(group: type[Group]) -> Group:
    """One group of environment variables, checked. Raises ImproperlyConfigured with one line per wrong variable."""
    try:
        return group(**group.values_in_files(os.environ))
    except BadSecretFile as problem:
        raise ImproperlyConfigured(str(problem)) from None
    except ValidationError as problem:
        lines = [f"{group.variable_of(str(each['loc'][0]))}: {each['msg']}" for each in problem.errors()]
        raise ImproperlyConfigured("\n".join(lines)) from None


def channel_variables(variables: Mapping[str, str]) -> dict[str, SecretStr]:
    """The environment variables of channels, by name in capitals. Only these can reach a channel.

    CHANNEL_<CODE>_… speak for the channel with that code; SHOPIFY_… for the first shop of its kind, as WOOCOMMERCE_…
    and WORDPRESS_… do.
    """
    prefixes = ("CHANNEL_", "SHOPIFY_", "WOOCOMMERCE_", "WORDPRESS_")
    own = {name: value for name, value in variables.items() if name.upper().startswith(prefixes)}
    try:
        return {name: SecretStr(value) for name, value in with_files(own).items()}
    except BadSecretFile as problem:
        raise ImproperlyConfigured(str(problem)) from None


ENVIRONMENT = read_variables(Environment)
SINGLE_SIGN_ON = read_variables(SingleSignOn)
if faults := SINGLE_SIGN_ON.faults():
    raise ImproperlyConfigured("\n".join(faults))
# How long things are kept; see `renders/pipeline/retention`.
RETENTION = read_variables(Retention)
PRIVATE_BUCKET = read_variables(PrivateBucket)
CHANNEL_VARIABLES = channel_variables(os.environ)


with (BASE_DIR / "pyproject.toml").open("rb") as project:
    PACKSHOT_VERSION: str = tomllib.load(project)["project"]["version"]
DATA_DIR = writable_folder(ENVIRONMENT.data_dir.resolve())
DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key or stored_secret_key(DATA_DIR)
PUBLIC_BASE_URL = ENVIRONMENT.public_base_url.rstrip("/")
PUBLIC_HOST = urlsplit(PUBLIC_BASE_URL).hostname
ALLOWED_HOSTS = [*ENVIRONMENT.allowed_hosts, *([PUBLIC_HOST] if PUBLIC_HOST else [])]
IS_HTTPS = PUBLIC_BASE_URL.startswith("https://")
OUTBOUND_ALLOW = ENVIRONMENT.outbound_allow
QUEUE_URL = ENVIRONMENT.queue_url
METRICS_TOKEN = ENVIRONMENT.metrics_token
MAIL = read_variables(Mail)
MAIL_SERVER = MAIL.server
HAS_MAIL = MAIL_SERVER is not None
if MAIL_SERVER:
    EMAIL_HOST, EMAIL_PORT = MAIL_SERVER.host, MAIL_SERVER.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_SERVER.user, MAIL_SERVER.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL_SERVER.security == "starttls", MAIL_SERVER.security == "tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = MAIL.sender
C2PA_CERTIFICATE_FILE = ENVIRONMENT.c2pa_certificate_file
C2PA_KEY_FILE = ENVIRONMENT.c2pa_key_file
# The variables of each provider, by its name: keys, addresses and dialects.
PROVIDER_VARIABLES = {name: read_variables(registration.variables) for name, registration in REGISTRY.items()}

INSTALLED_APPS = [
    "catalog",
    "renders",
    "config.configuration.site.ConfigurationApp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_filters",
    "django_htmx",
    "axes",
    "config",
]

MIDDLEWARE = [
    "config.middleware.request_ids.RequestIdMiddleware",
    "config.middleware.api_problems.ApiProblemMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.pages.UncachedPagesMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.middleware.uploads.UploadLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "renders.views.people.opening.OpenedPagesMiddleware",
    "config.middleware.time_zones.TimeZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.pages.EndedSessionMiddleware",
    "config.middleware.pages.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
    "config.sign_in.browsers.LastUseMiddleware",
]

if SINGLE_SIGN_ON.is_on:
    # First: their pages in the configuration are taken out by ours.
    INSTALLED_APPS = ["allauth", "allauth.account", "allauth.socialaccount", *INSTALLED_APPS]
    MIDDLEWARE.append("allauth.account.middleware.AccountMiddleware")
    SOCIALACCOUNT_ADAPTER = "config.single_sign_on.asking.ClosedAdapter"

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
LOADERS = ["config.caching.template_loading.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", LOADERS)],
            "builtins": ["django.templatetags.i18n", "renders.templatetags.texts", "renders.templatetags.icons"],
            "libraries": {"heroicons": "renders.templatetags.icons"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "renders.views.people.page_context.page_context",
            ],
        },
    }
]

DATABASES = {"default": database(ENVIRONMENT.database_url, DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The first one counts attempts and knows nobody: whichever way of signing in stands behind it is guarded too.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "config.authentication.OneQueryBackend"]
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = timedelta(minutes=10)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "config.sign_in.addresses.client_address"
AXES_USERNAME_CALLABLE = "config.sign_in.addresses.tried_name"
AXES_LOCKOUT_CALLABLE = "config.sign_in.views.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = reverse_lazy("login")
LOGIN_REDIRECT_URL = reverse_lazy("people.home")
LOGOUT_REDIRECT_URL = reverse_lazy("login")

LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = ENVIRONMENT.time_zone
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

PRIVATE_BUCKET = PRIVATE_BUCKET.beside(
    endpoint_url=ENVIRONMENT.s3_endpoint_url, region=ENVIRONMENT.s3_region, key=keys_of_store(ENVIRONMENT)
)
if faults := PRIVATE_BUCKET.faults(public_bucket=ENVIRONMENT.s3_bucket, public_endpoint=ENVIRONMENT.s3_endpoint_url):
    raise ImproperlyConfigured("\n".join(faults))
STORAGES = storages(ENVIRONMENT, PRIVATE_BUCKET, DATA_DIR)

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *PRIVATE_BUCKET.picture_origins],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 11_000  # an order of ten thousand products, each a field of its form

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "config.middleware.request_ids.RequestIdFilter"}},
    "formatters": {
        "text": {
            "()": "config.secrecy.log_lines.TextFormatter",
            "format": "{asctime} {levelname} {name} [{request_id}] {message}",
            "style": "{",
        },
        "json": {"()": "config.secrecy.log_lines.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": ENVIRONMENT.log_format,
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "axes": {"level": "WARNING"},
        "huey": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "waitress.queue": {"level": "ERROR"},  # it warns of each request that waits for a thread
    },
}

if sentry_dsn := ENVIRONMENT.sentry_dsn.get_secret_value():
    error_reports.report_errors_to(sentry_dsn)
    LOGGING["handlers"]["sentry"] = error_reports.HANDLER
    LOGGING["root"]["handlers"].append("sentry")

# Whether text in pictures is read where a reader is installed.
READS_TEXT = True
