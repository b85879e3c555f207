"""What a channel's settings say about the files it takes, whatever its kind."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from catalog.text import whole_number
from renders.channels.base import Rejected
from renders.channels.file_limits import ANY_FILE, FileLimits
from renders.finishing import FORMATS, FileRules

FILE_SETTINGS = ("format", "max_kilobytes", "long_edge")


class SettingRefused(Rejected):
    """A setting about files says nothing that a file can be made by."""


def file_rules(settings: Mapping[str, str], default: str, limits: FileLimits = ANY_FILE) -> FileRules:
    """The rules in the settings; `default` is the format where they name none. Raises `SettingRefused`."""
    format = settings.get("format", default if default in limits.formats else limits.formats[0])
    if format not in limits.formats:
        fields = {"format": format, "known": ", ".join(limits.formats)}
        if format in FORMATS:
            refusal = _("This kind of channel takes no “%(format)s”. The setting format is one of %(known)s.")
        else:
            refusal = _("“%(format)s” is no format of files. The setting format is one of %(known)s.")
        raise SettingRefused(refusal % fields)
    kilobytes = _number(settings, "max_kilobytes")
    return FileRules(
        format,
        _smaller(kilobytes * 1000 if kilobytes else None, limits.max_bytes),
        _smaller(_number(settings, "long_edge"), limits.long_edge),
    )


def _smaller(wanted: int | None, limit: int | None) -> int | None:
    return min(filter(None, (wanted, limit)), default=None)


def _number(settings: Mapping[str, str], name: str) -> int | None:
    value = settings.get(name, "")
    if not value:
        return None
    number = whole_number(value, minimum=1, maximum=100_000)
    if number is None:
        fields = {"name": name, "value": value}
        raise SettingRefused(_("The setting %(name)s is a whole number up to 100000, not “%(value)s”.") % fields)
    return number
