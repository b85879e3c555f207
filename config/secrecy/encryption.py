"""Values that stand encrypted in the database. The key is made of the secret key, which is in no backup's database."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet
from django.utils.crypto import salted_hmac


def encrypted(text: str, salt: str) -> str:
    """Never twice the same. Each purpose has a `salt`, and thereby a key, of its own."""
    return cipher(salt).encrypt(text.encode()).decode()


def decrypted(encrypted_text: str, salt: str) -> str:
    """Raises `cryptography.fernet.InvalidToken`, as after a change of the secret key."""
    return cipher(salt).decrypt(encrypted_text.encode()).decode()


def cipher(salt: str) -> Fernet:
    return Fernet(urlsafe_b64encode(salted_hmac(salt, "", algorithm="sha256").digest()))
