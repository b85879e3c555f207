"""The types that environment variables are declared with. Free of Django, because the settings are made from them."""

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

NO_SECRET = SecretStr("")


def split_at_commas(value: object) -> object:
    """`a, b` becomes `["a", "b"]`."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def known_zone(name: str) -> str:
    """A zone by the name that the time zone database gives it, such as Europe/Berlin."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name} is no time zone; write a name such as Europe/Berlin") from None


ZoneName = Annotated[str, AfterValidator(known_zone)]
Names = Annotated[list[str], NoDecode, BeforeValidator(split_at_commas)]


class Variables(BaseSettings):
    """A group of environment variables. A subclass may set `env_prefix`."""

    model_config = SettingsConfigDict(extra="ignore", populate_by_name=True)

    @classmethod
    def variable_of(cls, name: str) -> str:
        """The environment variable of a field, for example `HIAPI_API_KEY` of `api_key`."""
        prefix = str(cls.model_config.get("env_prefix") or "").upper()
        return f"{prefix}{name.upper().removeprefix(prefix)}"
