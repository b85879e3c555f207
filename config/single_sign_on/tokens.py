"""The provider's statement about who somebody is, believed only when signed for us, now, and for this sign-in."""

import hmac
from collections.abc import Mapping
from typing import Any

import jwt

from config.single_sign_on.claims import is_subject
from config.single_sign_on.refusals import NotSignedIn, Why

# None that signs with a shared secret: a key that anybody can read would do for those.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
CLOCKS_APART = 30  # seconds
REQUIRED = ["iss", "sub", "aud", "exp", "iat"]


def verified(token: str, keys: Any, *, issuer: str, client_id: str, nonce: str) -> dict[str, Any]:
    """The claims of an ID token, as OpenID Connect Core 3.1.3.7 wants them checked. Raises `NotSignedIn`."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key=key_of(token, keys),
            algorithms=ALGORITHMS,
            audience=client_id,
            issuer=issuer,
            leeway=CLOCKS_APART,
            options={"require": REQUIRED},
        )
    except (jwt.PyJWTError, TypeError, ValueError, AttributeError) as problem:
        raise untrusted(type(problem).__name__) from None
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(errors="replace"), nonce.encode()):
        raise untrusted("nonce")
    if claims.get("azp", client_id) != client_id:
        raise untrusted("azp")
    if not is_subject(claims["sub"]):
        raise untrusted("sub")
    return claims


def key_of(token: str, keys: Any) -> Any:
    """The key that the token names; where it names none, the only one."""
    header = jwt.get_unverified_header(token)
    if header.get("alg") not in ALGORITHMS:
        raise jwt.InvalidAlgorithmError
    named = header.get("kid")
    usable = [key for key in jwt.PyJWKSet.from_dict(keys).keys if key.public_key_use in (None, "sig")]
    fitting = [key for key in usable if named is None or key.key_id == named]
    if len(fitting) != 1:
        raise jwt.InvalidKeyError
    return fitting[0].key


def with_userinfo(claims: dict[str, Any], userinfo: Mapping[str, Any]) -> dict[str, Any]:
    """With what the provider says besides, which is about somebody else unless it names the same subject."""
    if userinfo.get("sub") != claims["sub"]:
        raise untrusted("userinfo")
    said = {**userinfo, **claims}
    if claims.get("email") != userinfo.get("email"):
        # "Verified" is said of the address beside it, and of no other.
        said["email_verified"] = (claims if "email" in claims else userinfo).get("email_verified")
    return said


def untrusted(what: str) -> NotSignedIn:
    return NotSignedIn(Why.UNTRUSTED, note=what)
