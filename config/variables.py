"""The types that environment variables are declared with, and the variables of the installation itself.

Packages such as mail, sign-in and the providers declare their own. Nothing here imports Django, because the settings
are made from it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, AliasChoices, BeforeValidator, Field, SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from config.secrecy.secret_files import value_of

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


# A secret that other libraries want as ordinary text.
SECRET = object()
SecretText = Annotated[str, SECRET]


def is_secret(field: FieldInfo) -> bool:
    """Whether the field holds a secret, which may stand in a file instead."""
    return field.annotation is SecretStr or SECRET in field.metadata


class Variables(BaseSettings):
    """A group of environment variables. A subclass may set `env_prefix`."""

    model_config = SettingsConfigDict(extra="ignore", populate_by_name=True)

    @classmethod
    def secret_names(cls) -> dict[str, list[str]]:
        """The variables of each secret field, by the field's name."""
        return {name: cls.names_of(name) for name, field in cls.model_fields.items() if is_secret(field)}

    @classmethod
    def names_of(cls, name: str) -> list[str]:
        """Every variable that sets a field, in capitals."""
        alias = cls.model_fields[name].validation_alias
        if isinstance(alias, AliasChoices):
            return [str(choice).upper() for choice in alias.choices]
        return [cls.variable_of(name)]

    @classmethod
    def values_in_files(cls, variables: Mapping[str, str]) -> dict[str, Any]:
        """The secrets of this group that stand in files, by the field's name. Raises `BadSecretFile`."""
        values = {name: value_of(variables, names) for name, names in cls.secret_names().items()}
        return {name: value for name, value in values.items() if value is not None}

    @classmethod
    def variable_of(cls, name: str) -> str:
        """The environment variable of a field, for example `HIAPI_API_KEY` of `api_key`."""
        prefix = str(cls.model_config.get("env_prefix") or "").upper()
        return f"{prefix}{name.upper().removeprefix(prefix)}"


# Zero switches a rule off: then nothing goes by it.
Days = Annotated[int, Field(ge=0, le=36_500)]


class Retention(Variables):
    """How long things are kept, by the rules of retention. Nothing goes by itself unless `nightly` is on."""

    model_config = SettingsConfigDict(env_prefix="RETENTION_", extra="ignore", populate_by_name=True)

    nightly: bool = False
    rejected_days: Days = 90
    dropped_days: Days = 90
    drafts_days: Days = 180
    requests_days: Days = 30
    callbacks_days: Days = 30
    sessions_days: Days = 14
    spool_days: Days = 7


class Environment(Variables):
    """What the settings need that no other group has. A wrong value fails at start with the variable's name."""

    data_dir: Path = Path(__file__).resolve().parent.parent / "var"
    database_url: SecretText = ""
    queue_url: SecretText = ""
    secret_key: SecretText = ""
    allowed_hosts: Names = ["127.0.0.1", "localhost", "[::1]"]
    public_base_url: str = ""
    outbound_allow: Names = []
    s3_bucket: str = ""
    s3_endpoint_url: str = ""
    s3_region: str = ""
    s3_custom_domain: str = ""
    aws_access_key_id: SecretStr = NO_SECRET
    aws_secret_access_key: SecretStr = NO_SECRET
    time_zone: ZoneName = "UTC"
    metrics_token: SecretStr = NO_SECRET
    sentry_dsn: SecretStr = NO_SECRET
    c2pa_certificate_file: str = ""
    c2pa_key_file: str = ""
    log_format: Literal["text", "json"] = "text"
    debug: bool = False
    ci: bool = False
