"""Secrets of endpoints and what is signed with them, as standardwebhooks.com describes it."""

import base64
import hashlib
import hmac
import re
import secrets
from urllib.parse import quote

from config.secrecy import encryption

PREFIX = "whsec_"
SECRET_BYTES = 32
CIPHER_SALT = "renders.webhooks.secret"
# A receiver may repeat what it knows in its answer.
SECRETS = re.compile(r"whsec_[A-Za-z0-9+/_=\\%-]*")


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def encrypted(secret: str) -> str:
    return encryption.encrypted(secret, CIPHER_SALT)


def decrypted(encrypted_secret: str) -> str:
    """Raises `cryptography.fernet.InvalidToken`, as after a change of the secret key."""
    return encryption.decrypted(encrypted_secret, CIPHER_SALT)


def signature(secret: str, webhook_id: str, timestamp: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{webhook_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(keys: list[str], webhook_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """What goes with a body. Each secret signs, the present one first."""
    signatures = " ".join(signature(key, webhook_id, timestamp, body) for key in keys)
    return {"webhook-id": webhook_id, "webhook-timestamp": str(timestamp), "webhook-signature": signatures}


def without_secrets(text: str, keys: list[str]) -> str:
    """An answer that repeats a secret, also as JSON or an address writes it, is not stored with it."""
    for key in keys:
        bare = key.removeprefix(PREFIX)
        for form in (key, bare, bare.replace("/", "\\/"), quote(bare, safe="")):
            text = text.replace(form, "[secret]")
    return SECRETS.sub("[secret]", text)
