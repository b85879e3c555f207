"""What the environment says about signing in at a provider. Free of Django, because the settings are made from it."""

import ipaddress
from importlib.util import find_spec
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode, SettingsConfigDict

from config.roles import ROLES
from config.variables import NO_SECRET, Names, Variables, split_at_commas

# Beside the names of the groups, the word for one person of each.
WORDS = {"admin": "Admins", "marketer": "Marketers", "reviewer": "Reviewers"}
PACKAGES = ("allauth", "jwt")
MAX_ISSUER = 200  # what the row of a link holds


def split_into_roles(value: object) -> object:
    """`staff=marketer, qa=reviewer` becomes pairs of a value of the claim and the name of a group."""
    if not isinstance(value, str):
        return value
    pairs = [part.rpartition("=") for part in split_at_commas(value)]  # type: ignore[attr-defined]
    for claim, _sign, role in pairs:
        if not claim.strip():
            raise ValueError(f"{role.strip()} has no value of the claim; write claim=role")
    return [(claim.strip(), role_named(role)) for claim, _sign, role in pairs]


def role_named(text: str) -> str:
    word = text.strip().lower()
    known = {name.lower(): name for name in ROLES} | WORDS
    if word not in known:
        raise ValueError(f"{text.strip()} is no role; write claim=role with one of {', '.join(sorted(WORDS))}")
    return known[word]


def safe_issuer(text: str) -> str:
    """An address with https; on this machine http will do."""
    parts = urlsplit(text)
    if text and not parts.hostname:
        raise ValueError("this is no address; write it as the provider does, such as https://login.example")
    if text and parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        raise ValueError("an issuer has to have https; only one on this machine may have http")
    if parts.query or parts.fragment or parts.username is not None:
        raise ValueError("an issuer is host, port and path alone")
    if len(text) > MAX_ISSUER:
        raise ValueError(f"an issuer may have {MAX_ISSUER} characters")
    _ = parts.port  # raises ValueError for one that is none
    # Accounts are linked with it: a slash more or less has to be the same issuer.
    return text.removesuffix("/.well-known/openid-configuration").rstrip("/")


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class SingleSignOn(Variables):
    model_config = SettingsConfigDict(env_prefix="OIDC_")

    issuer: Annotated[str, AfterValidator(safe_issuer)] = ""
    client_id: str = ""
    client_secret: SecretStr = NO_SECRET
    # What people call the provider: "Sign in with Example".
    name: str = ""
    scopes: Names = ["openid", "profile", "email"]
    groups_claim: str = "groups"
    roles: Annotated[list[tuple[str, str]], NoDecode, BeforeValidator(split_into_roles)] = []
    # Whether nobody signs in with a password of ours.
    only: bool = False
    # Whether a verified address of the provider may take over an account of ours with the same one.
    link_by_email: bool = False

    @property
    def is_on(self) -> bool:
        return bool(self.issuer)

    @property
    def is_only(self) -> bool:
        return self.is_on and self.only

    @property
    def shown_name(self) -> str:
        return self.name or urlsplit(self.issuer).hostname or ""

    @property
    def place(self) -> str:
        """Host and port of the provider, which may be private: whoever runs Packshot named it."""
        parts = urlsplit(self.issuer)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return f"{host}:{parts.port or (443 if parts.scheme == 'https' else 80)}"

    def faults(self) -> list[str]:
        """What is missing, a sentence each."""
        given = {
            "OIDC_ISSUER": self.issuer,
            "OIDC_CLIENT_ID": self.client_id,
            "OIDC_CLIENT_SECRET": self.client_secret.get_secret_value(),
            "OIDC_ROLES": self.roles,
        }
        missing = [name for name, value in given.items() if not value]
        if len(missing) == len(given):
            return ["OIDC_ONLY: there is no OIDC_ISSUER, so nobody could sign in."] if self.only else []
        found = [f"{name}: it is missing. Signing in at a provider needs {', '.join(given)}." for name in missing]
        if not all(map(find_spec, PACKAGES)):
            found.append("OIDC_ISSUER: the extra sso is not installed. Run `uv sync --extra sso`.")
        return found
