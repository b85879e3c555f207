"""What makes a statement of the provider worth believing, beside what a real provider can be made to say."""

import json
import time

import pytest

from config.single_sign_on.refusals import NotSignedIn, Why

jwt = pytest.importorskip("jwt", reason="The extra sso is not installed (uv sync --extra sso).")
from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: E402
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: E402

from config.single_sign_on.tokens import verified, with_userinfo  # noqa: E402

KEY, OTHER = (rsa.generate_private_key(65537, 2048) for _ in range(2))
EXPECTED = {"issuer": "https://login.example", "client_id": "packshot", "nonce": "n"}


def public(key, **more):
    return {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())), **more}


KEYS = {"keys": [public(KEY, kid="a", use="sig"), public(OTHER, kid="b", use="enc")]}


def token(key=KEY, algorithm="RS256", kid="a", without="", **changes):
    now = int(time.time())
    claims = {"iss": "https://login.example", "sub": "7", "aud": "packshot", "exp": now + 60, "iat": now, "nonce": "n"}
    claims = {name: value for name, value in {**claims, **changes}.items() if name != without}
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid} if kid else {})


def why_not(statement, keys=KEYS):
    with pytest.raises(NotSignedIn) as refused:
        verified(statement, keys, **EXPECTED)
    assert refused.value.why is Why.UNTRUSTED
    return refused.value.note


@pytest.mark.parametrize("kid", ["a", ""])
def test_a_good_one_is_believed(kid):
    assert verified(token(kid=kid), KEYS, **EXPECTED)["sub"] == "7"


def test_one_that_another_key_signed_is_not():
    assert why_not(token(OTHER)) == "InvalidSignatureError"


@pytest.mark.parametrize("kid", ["b", "c"])
def test_a_key_for_something_else_is_none(kid):
    assert why_not(token(OTHER, kid=kid)) == "InvalidKeyError"


def test_one_that_nobody_signed_is_not_believed():
    assert why_not(token(None, "none")) == "InvalidAlgorithmError"


def test_the_public_key_is_no_secret_to_sign_with():
    pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header, body = (jwt.utils.base64url_encode(part) for part in (b'{"alg":"HS256","kid":"a"}', b'{"sub":"7"}'))
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    signed = signature.sign(header + b"." + body, pem)
    assert why_not(b".".join([header, body, jwt.utils.base64url_encode(signed)]).decode()) == "InvalidAlgorithmError"


@pytest.mark.parametrize("name", ["sub", "aud", "exp", "iat", "iss"])
def test_one_that_leaves_something_out_is_not_believed(name):
    assert why_not(token(without=name)) == "MissingRequiredClaimError"


def test_one_without_a_nonce_is_not_believed():
    assert why_not(token(without="nonce")) == "nonce"


@pytest.mark.parametrize("statement", ["", "x", "a.b.c", "é.é.é", "\x00"])
def test_what_is_none_is_not_believed(statement):
    assert why_not(statement)


@pytest.mark.parametrize("keys", [{}, [], None, {"keys": []}, {"keys": [7]}, {"keys": [{"kty": "RSA"}]}])
def test_keys_that_are_none_prove_nothing(keys):
    assert why_not(token(), keys)


@pytest.mark.parametrize("subject", ["", "a\0", "a\nb", "ä", "x" * 192])
def test_a_subject_that_no_row_can_hold_is_not_believed(subject):
    assert why_not(token(sub=subject)) == "sub"


def test_a_nonce_of_half_a_letter_is_another_one():
    assert why_not(token(nonce="\ud800")) == "nonce"


@pytest.mark.parametrize(
    ("in_token", "asked_for", "is_verified"),
    [
        ({"email": "victim@example.com"}, {"email": "thief@example.com", "email_verified": True}, False),
        ({"email_verified": True}, {"email": "victim@example.com"}, False),
        ({"email": "vera@example.com"}, {"email": "vera@example.com", "email_verified": True}, True),
        ({}, {"email": "vera@example.com", "email_verified": True}, True),
    ],
)
def test_an_address_is_verified_by_whoever_says_it(in_token, asked_for, is_verified):
    said = with_userinfo({"sub": "7", **in_token}, {"sub": "7", **asked_for})
    assert (said["email_verified"] is True) == is_verified
