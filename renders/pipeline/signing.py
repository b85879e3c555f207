"""The certificate that published files are signed with, as the settings name it."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from catalog.pictures import sha256
from renders.finishing import EXTENSIONS, DerivedFile, Provenance
from renders.finishing.signing import Credential, NotSignable, read_credential, sign
from renders.models import Rendition


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


def signed(file: Rendition, data: bytes, provenance: Provenance, credential: Credential) -> DerivedFile:
    """The finished file with a signature. It is made here and not in a child process: those get no keys."""
    made = sign(data, file.media_type, provenance, credential)
    media_type, size = file.media_type, (file.width, file.height)
    return DerivedFile(spec_of(file, credential), media_type, EXTENSIONS[media_type], *size, made, sha256(made))


def spec_of(file: Rendition, credential: Credential) -> str:
    """The name of the signed file; another certificate makes another."""
    return f"{file.spec}-c2pa-{credential.id}"


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
