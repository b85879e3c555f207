"""Certificates that are good for a test: a root, one that it vouches for, and the key."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

KEYS = {
    "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
    "RSA": lambda: rsa.generate_private_key(65537, 2048),
}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Issued:
    """PEM files: the certificate with its root, the root alone, and the certificate's key."""

    chain: bytes
    root: bytes
    key: bytes


def issue(kind: str = "P-256", *, days: tuple[int, int] = (-1, 30), password: bytes = b"") -> Issued:
    """A certificate that is good from the one day to the other, counted from today."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), KEYS[kind]()
    root = _certificate("Test root", root_key.public_key(), root_key, (-2, 60), is_root=True)
    own = _certificate("Packshot test", key.public_key(), root_key, days, is_root=False)
    encryption = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
    return Issued(_pem(own) + _pem(root), _pem(root), private)


def _certificate(name: str, key: Any, issuer: Any, days: tuple[int, int], *, is_root: bool) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(
        issuer_name=_name("Test root"),
        subject_name=_name(name),
        public_key=key,
        serial_number=x509.random_serial_number(),
        not_valid_before=now + days[0] * DAY,
        not_valid_after=now + days[1] * DAY,
    )
    usage = x509.KeyUsage(True, False, False, False, False, is_root, is_root, False, False)
    builder = builder.add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
    builder = builder.add_extension(usage, critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key())
    builder = builder.add_extension(issuer_id, critical=False)
    if not is_root:
        purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(purposes, critical=False)
    return builder.sign(issuer, hashes.SHA256())


def _name(common: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Tests"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
