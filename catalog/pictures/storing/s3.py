"""What every S3-compatible store takes, and what its answers mean. Loaded only when a bucket is named: boto is an
extra."""

from botocore.config import Config
from botocore.exceptions import ClientError

MISSING = frozenset({"NoSuchKey", "404", "NotFound"})
LOST_RACES = frozenset({"PreconditionFailed", "412", "ConditionalRequestConflict", "409"})
# What a store answers to a condition that it does not know.
UNKNOWN_CONDITIONS = frozenset({"NotImplemented", "501"})


def client_config(
    bucket: str, endpoint: str, region: str, *, connect_timeout: float = 10, read_timeout: float = 60
) -> Config:
    """How boto is to speak to the store of a bucket. Two tries at most, so that whoever waits does not wait long."""
    return Config(
        signature_version="s3v4",
        s3={"addressing_style": addressing(bucket, endpoint, region)},
        # R2, MinIO and others answer "Unauthorized" to the checksums that boto sends otherwise.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        connect_timeout=connect_timeout,
        read_timeout=read_timeout,
        retries={"mode": "standard", "total_max_attempts": 2},
    )


def addressing(bucket: str, endpoint: str, region: str) -> str:
    """Only Amazon has a host name for each bucket everywhere. "virtual" keeps the region in it, "auto" leaves it out,
    and then asking may lead to another host."""
    if endpoint:
        return "path"
    return "virtual" if region and "." not in bucket else "auto"


def code_of(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
