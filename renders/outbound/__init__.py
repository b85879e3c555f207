"""Every HTTP request of this program leaves through here.

Only a vendor's own host gets its key. Names are resolved here, and the connection goes to the address that was
checked. No error names a key or the query of an address, and no answer repeats a key.
"""

from renders.outbound.addresses import host_of, is_public, path_of
from renders.outbound.answers import Answer
from renders.outbound.errors import (
    BadAnswer,
    Forbidden,
    Gone,
    NoAnswer,
    NotSent,
    OutboundError,
    TooLarge,
)
from renders.outbound.requests import Outbound

__all__ = [
    "Answer",
    "BadAnswer",
    "Forbidden",
    "Gone",
    "NoAnswer",
    "NotSent",
    "Outbound",
    "OutboundError",
    "TooLarge",
    "host_of",
    "is_public",
    "path_of",
]
