"""Content Credentials: a signed C2PA manifest in a finished file, after which no byte of it may change.

The packages that sign are an extra, loaded when there is a certificate to sign with.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from io import BytesIO
from typing import Any

from catalog.pictures import sha256
from catalog.refusals import Refusal
from catalog.texts import gettext as _
from renders.finishing.provenance import Provenance, ProvenanceMissing

# What a manifest of ours adds to a file, beside the certificates in it: 3.2 KB were seen.
MANIFEST_BYTES = 8_192
# A thumbnail would double the file, and nothing may be fetched from other machines.
_SETTINGS = {
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
}
_INTACT = ("Valid", "Trusted")
# By the curve of the key.
_ELLIPTIC = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}


class NotSignable(Refusal):
    """There is a certificate, and nothing can be signed with it now."""


@dataclass(frozen=True)
class Credential:
    """A certificate with those that vouch for it, and its key, both PEM."""

    certificates: bytes = field(repr=False)
    key: bytes = field(repr=False)
    algorithm: str
    name: str
    ends_at: datetime

    @property
    def id(self) -> str:
        """Names files that were signed with it."""
        return sha256(self.certificates)[:8]

    @property
    def room(self) -> int:
        """Bytes that a signature takes at most."""
        return MANIFEST_BYTES + len(self.certificates)


def read_credential(certificates: bytes, key: bytes) -> Credential:
    """Raises `NotSignable` when these two cannot sign at this moment."""
    _library("c2pa")
    x509, serialization = (_library(f"cryptography.{name}") for name in ("x509", "hazmat.primitives.serialization"))
    try:
        own = x509.load_pem_x509_certificates(certificates)[0]
    except (ValueError, IndexError):
        raise NotSignable(_("The file of the certificate holds none that can be read.")) from None
    try:
        private = serialization.load_pem_private_key(key, password=None)
    except (ValueError, TypeError):
        raise NotSignable(_("The file of the key holds none that can be read without a password.")) from None
    if private.public_key() != own.public_key():
        raise NotSignable(_("The key does not belong to the certificate."))
    starts_at, ends_at = own.not_valid_before_utc, own.not_valid_after_utc
    if not starts_at <= datetime.now(UTC) < ends_at:
        days = {"start": f"{starts_at:%Y-%m-%d}", "end": f"{ends_at:%Y-%m-%d}"}
        raise NotSignable(_("The certificate is good from %(start)s to %(end)s only.") % days)
    return Credential(certificates, key, _algorithm(private), _name(own), ends_at)


def _algorithm(private: Any) -> str:
    kind = type(private).__name__.lower()
    if "ed25519" in kind:
        return "ed25519"
    if "rsa" in kind:
        return "ps256"
    name = getattr(getattr(private, "curve", None), "name", "")
    if name not in _ELLIPTIC:
        raise NotSignable(_("C2PA has no signatures with this kind of key. Use P-256, P-384, P-521, Ed25519 or RSA."))
    return _ELLIPTIC[name]


def _name(certificate: Any) -> str:
    """The common name, or all of it where there is none."""
    names = [str(each.value) for each in certificate.subject if each.rfc4514_attribute_name == "CN"]
    return names[0] if names else str(certificate.subject.rfc4514_string())


def sign(data: bytes, content_type: str, provenance: Provenance, credential: Credential) -> bytes:
    """The file with a signed manifest. Raises `NotSignable`."""
    c2pa = _library("c2pa")
    signed = BytesIO()
    try:
        signer = c2pa.Signer.from_info(
            c2pa.C2paSignerInfo(credential.algorithm, credential.certificates, credential.key, None)
        )
        builder = c2pa.Builder(json.dumps(_manifest(provenance)), context=_context(c2pa))
        builder.sign(signer, content_type, BytesIO(data), signed)
    except c2pa.C2paError:
        # Its text is left out: nobody vouches that it holds nothing of the key.
        raise NotSignable(
            _("C2PA takes no signature by this certificate: it may lack a purpose or an issuer.")
        ) from None
    return signed.getvalue()


def _manifest(provenance: Provenance) -> dict[str, Any]:
    created: dict[str, Any] = {"action": "c2pa.created", "digitalSourceType": provenance.source_type.value}
    if provenance.ai_system:
        created["softwareAgent"] = {"name": provenance.ai_system, "version": provenance.ai_system_version}
    actions = {"label": "c2pa.actions.v2", "data": {"actions": [created]}}
    return {"claim_generator_info": [{"name": "Packshot"}], "assertions": [actions]}


def require_signature(data: bytes, content_type: str, expected: Provenance) -> None:
    """Raise `ProvenanceMissing` unless the file is signed, is as it was when it was, and says where it comes from."""
    c2pa = _library("c2pa")
    try:
        reader = c2pa.Reader(content_type, BytesIO(data), context=_context(c2pa))
        state, report = reader.get_validation_state(), json.loads(reader.json())
    except c2pa.C2paError:
        raise ProvenanceMissing(_("The file carries no signature that can be read.")) from None
    if state not in _INTACT:
        raise ProvenanceMissing(_("The file was changed after it was signed."))
    manifest = report["manifests"][report["active_manifest"]]
    actions = [action for each in manifest["assertions"] for action in each["data"].get("actions", [])]
    if expected.source_type.value not in [action.get("digitalSourceType") for action in actions]:
        raise ProvenanceMissing(_("The signature says otherwise how the picture was made."))


def _context(c2pa: Any) -> Any:
    return c2pa.Context(settings=c2pa.Settings.from_dict(_SETTINGS))


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise NotSignable(_("The packages that sign are not installed.")) from None
