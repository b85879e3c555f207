"""The certificate that published files are signed with, as the settings name it."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from renders.finishing.signing import Credential, NotSignable, read_credential


def credential() -> Credential | None:
    """Read anew each time, so that a renewed certificate needs no restart. None where no file is named.

    Raises `NotSignable`: whoever names a certificate wants no file to go out without it.
    """
    certificate, key = settings.C2PA_CERTIFICATE_FILE, settings.C2PA_KEY_FILE
    if not certificate and not key:
        return None
    if not certificate or not key:
        raise NotSignable(_("A certificate needs its key and a key its certificate: one of the two is not named."))
    return read_credential(
        read(certificate, _("The file of the certificate cannot be read.")),
        read(key, _("The file of the key cannot be read.")),
    )


def read(path: str, refusal: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:
        raise NotSignable(refusal) from None


@dataclass(frozen=True)
class SigningStatus:
    """How published files are signed; `fault` says why nothing is published."""

    credential: Credential | None = None
    fault: str = ""


def status() -> SigningStatus:
    try:
        return SigningStatus(credential())
    except NotSignable as refusal:
        return SigningStatus(fault=str(refusal))
