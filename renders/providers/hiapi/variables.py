"""The environment variables of hiapi."""

from typing import Literal

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import SettingsConfigDict

from config.variables import NO_SECRET, Names, Variables


class HiapiVariables(Variables):
    model_config = SettingsConfigDict(env_prefix="HIAPI_")

    # One guide calls it HIAPI_API_KEY, another HIAPI_TOKEN.
    api_key: SecretStr = Field(NO_SECRET, validation_alias=AliasChoices("hiapi_api_key", "hiapi_token"))
    base_url: str = "https://api.hiapi.ai"
    asset_hosts: Names = ["*.hiapi.ai"]
    callback_placement: Literal["top", "input"] = "top"
    callback_key: SecretStr = NO_SECRET
