"""The settings of a web that also serves the bare list: `DJANGO_SETTINGS_MODULE=benchmarks.bare_settings`."""

from config.settings import *  # noqa: F403 - these settings are those of the site, but for what follows

ROOT_URLCONF = "benchmarks.bare_list"
