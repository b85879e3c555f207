"""The environment variables of imagepipeline.io."""

from typing import Literal

from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from config.variables import NO_SECRET, Names, Variables


class ImagepipelineVariables(Variables):
    model_config = SettingsConfigDict(env_prefix="IMAGEPIPELINE_")

    api_key: SecretStr = NO_SECRET
    # Empty: the vendor's public address.
    base_url: str = ""
    # Any public address over https: no source says where the vendor stores its pictures.
    asset_hosts: Names = ["*"]
    dialect: Literal["v3", "successor"] = "v3"
    # Names a dedicated server; empty: the shared ones.
    server_id: str = ""
