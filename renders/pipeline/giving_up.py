"""The sentences that people read when a step failed over and over with an error that nobody foresaw.

The text of such an error stays in the log: it may name paths, hosts and keys.
"""

import errno

from django.utils.translation import gettext as _

from catalog.refusals import Refusal
from renders.providers import ProviderError

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
NOT_ALLOWED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
OF_DISKS = frozenset({errno.EIO, errno.ENXIO, errno.ENODEV, errno.ESTALE, errno.EMFILE, errno.ENFILE})


def cause_of(error: Exception) -> str:
    """What was wrong, in one sentence."""
    if isinstance(error, ProviderError | Refusal) and str(error):
        return str(error)
    number = error.errno if isinstance(error, OSError) else None
    if number in FULL:
        return _("The disk with Packshot's files is full.")
    if number in NOT_ALLOWED:
        return _("Packshot may not use its own files.")
    if number == errno.ENOENT:
        return _("A file is missing on Packshot's disk.")
    if number in OF_DISKS:
        return _("The disk with Packshot's files reports errors.")
    return _("Packshot broke over this several times; its log says how.")


def sentence(error: Exception, consequence: str) -> str:
    """What was wrong, and the sentence that says what that cost and what can be done when."""
    return f"{cause_of(error)} {consequence}"
