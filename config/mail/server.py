"""The mail server that digests go through, as the environment names it: whole in EMAIL_URL, or in parts."""

from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import AfterValidator, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from config.variables import NO_SECRET, SecretText, Variables

Security = Literal["starttls", "tls", "none"]
# As many tools write addresses of mail servers: the scheme says how the connection is secured.
SCHEMES: dict[str, Security] = {"smtp": "none", "submission": "starttls", "smtps": "tls"}
PORTS: dict[Security, int] = {"none": 25, "starttls": 587, "tls": 465}


class MailServer(NamedTuple):
    """Where mails are handed over. Without a user nobody signs in."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = ""


def address_of_server(url: str) -> str:
    """The address as it is, where it names a server; the error never shows it, because it may hold a password."""
    if url:
        parts = split(url)
        if parts.scheme not in SCHEMES or not parts.hostname:
            raise ValueError("Write smtp://, submission:// or smtps:// and the server, as in submission://mail.example")
    return url


def split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - a port that is none raises only when it is read
    except ValueError:
        raise ValueError("This is no address of a mail server.") from None
    return parts


class Mail(Variables):
    model_config = SettingsConfigDict(
        env_prefix="EMAIL_", extra="ignore", populate_by_name=True, hide_input_in_errors=True
    )

    url: Annotated[SecretText, AfterValidator(address_of_server)] = ""
    host: str = ""
    port: int | None = None
    user: str = ""
    password: SecretStr = NO_SECRET
    security: Security = "starttls"
    sender: str = ""

    @field_validator("port")
    @classmethod
    def known_port(cls, port: int | None) -> int | None:
        if port is not None and not 0 < port < 65_536:
            raise ValueError("This is no port.")
        return port

    @model_validator(mode="before")
    @classmethod
    def nothing_is_not_set(cls, values: Any) -> Any:
        """A variable that is empty, as compose files write it, is not set."""
        return {name: value for name, value in values.items() if value != ""}

    @property
    def server(self) -> MailServer | None:
        """None where no mail is sent."""
        if self.url:
            parts = split(self.url)
            security = SCHEMES[parts.scheme]
            signed_in = (unquote(parts.username or ""), unquote(parts.password or ""))
            return MailServer(str(parts.hostname), parts.port or PORTS[security], security, *signed_in)
        if not self.host:
            return None
        port = self.port or PORTS[self.security]
        return MailServer(self.host, port, self.security, self.user, self.password.get_secret_value())
