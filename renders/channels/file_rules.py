"""What a channel's settings say about the files it takes, whatever its kind."""

from collections.abc import Mapping
from typing import cast

from django.utils.translation import gettext as _

from catalog.text import whole_number
from renders.channels.base import Rejected
from renders.finishing import FORMATS, FileRules
from renders.finishing.media_types import Format

FILE_SETTINGS = ("format", "max_kilobytes", "long_edge")


class SettingRefused(Rejected):
    """A setting about files says nothing that a file can be made by."""


def file_rules(settings: Mapping[str, str], default: str) -> FileRules:
    """The rules in the settings; `default` is the format where they name none. Raises `SettingRefused`."""
    format = settings.get("format", default)
    if format not in FORMATS:
        fields = {"format": format, "known": ", ".join(FORMATS)}
        raise SettingRefused(_("“%(format)s” is no format of files. The setting format is one of %(known)s.") % fields)
    kilobytes = _number(settings, "max_kilobytes")
    return FileRules(cast("Format", format), kilobytes * 1000 if kilobytes else None, _number(settings, "long_edge"))


def _number(settings: Mapping[str, str], name: str) -> int | None:
    value = settings.get(name, "")
    if not value:
        return None
    number = whole_number(value, minimum=1, maximum=100_000)
    if number is None:
        fields = {"name": name, "value": value}
        raise SettingRefused(_("The setting %(name)s is a whole number up to 100000, not “%(value)s”.") % fields)
    return number
