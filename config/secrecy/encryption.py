"""Values that stand encrypted in the database or in files. Their key is made of the secret key, which no backup has."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet
from django.utils.crypto import salted_hmac


def encrypted(text: str, salt: str) -> str:
    """Never twice the same. Each purpose has a `salt`, and thereby a key, of its own."""
    return encrypted_bytes(text.encode(), salt).decode()


def encrypted_bytes(data: bytes, salt: str) -> bytes:
    return cipher(salt).encrypt(data)


def decrypted(encrypted_text: str, salt: str) -> str:
    """Raises `cryptography.fernet.InvalidToken`, as after a change of the secret key."""
    return decrypted_bytes(encrypted_text.encode(), salt).decode()


def decrypted_bytes(encrypted_data: bytes, salt: str) -> bytes:
    """Raises `cryptography.fernet.InvalidToken`."""
    return cipher(salt).decrypt(encrypted_data)


def cipher(salt: str) -> Fernet:
    return Fernet(urlsafe_b64encode(salted_hmac(salt, "", algorithm="sha256").digest()))
