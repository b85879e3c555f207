"""The environment variables of Pixelmuse."""

from typing import Literal

from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from config.variables import NO_SECRET, Names, Variables


class PixelmuseVariables(Variables):
    model_config = SettingsConfigDict(env_prefix="PIXELMUSE_")

    api_key: SecretStr = NO_SECRET
    # Empty: the address that belongs to the dialect.
    base_url: str = ""
    # Any public address over https: no source says where the vendor stores its pictures.
    asset_hosts: Names = ["*"]
    dialect: Literal["official", "guide"] = "official"
