"""What the provider says about people, and where it lies."""

import time
from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter

# `claims` stand in the ID token in place of the true ones, a number of `expired` seconds ago is when it ended,
# `is_thin` leaves the token with the subject alone, `is_down` answers 503 to everything.
LIES: dict[str, Any] = {}


class Claims(DefaultOIDCAdapter):
    """allauth's own, with the groups that people have here, and with lies."""

    def get_claims(self, purpose: str, user: Any, client: Any, scopes: Any, **options: Any) -> dict[str, Any]:
        claims = super().get_claims(purpose, user, client, scopes, **options)
        if purpose == "id_token" and LIES.get("is_thin"):
            return {"sub": claims["sub"]}
        claims["groups"] = [group.name for group in user.groups.all()]
        return claims | (LIES.get("userinfo", {}) if purpose == "userinfo" else {})

    def populate_id_token(self, id_token: dict[str, Any], client: Any, scopes: Any, **options: Any) -> None:
        id_token.update(LIES.get("claims", {}))
        if "expired" in LIES:
            id_token["exp"] = int(time.time()) - LIES["expired"]
