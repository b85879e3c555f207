"""The name of every permission that code asks for, and the decorator that asks for one.

Which role holds which stands in `config/roles.py`.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.contrib.auth.decorators import permission_required

View = TypeVar("View", bound=Callable[..., Any])

# Everybody in a role reads products, sets, pictures and decisions; a person in no role sees nothing.
VIEW_WORK: Final = "renders.view_shotset"

VIEW_PRODUCTS: Final = "catalog.view_product"
ADD_PRODUCTS: Final = "catalog.add_product"
CHANGE_PRODUCTS: Final = "catalog.change_product"
VIEW_COLORWAYS: Final = "catalog.view_colorway"
ADD_COLORWAYS: Final = "catalog.add_colorway"
CHANGE_COLORWAYS: Final = "catalog.change_colorway"
VIEW_ARTWORK: Final = "catalog.view_artwork"
ADD_ARTWORK: Final = "catalog.add_artwork"

VIEW_TEMPLATES: Final = "catalog.view_prompttemplate"
ADD_VERSIONS: Final = "catalog.add_promptversion"
FREEZE_VERSIONS: Final = "catalog.freeze_promptversion"
PROPOSE: Final = "renders.add_proposal"
VOTE: Final = "renders.vote_duel"

CHANGE_IMAGE_MODELS: Final = "catalog.change_imagemodel"
CHANGE_PLACEMENTS: Final = "catalog.change_placement"
ADD_EXEMPTIONS: Final = "catalog.add_exemption"
CHANGE_EXEMPTIONS: Final = "catalog.change_exemption"
CHANGE_CAMPAIGNS: Final = "catalog.change_campaign"
OPEN_CAMPAIGNS: Final = "catalog.open_campaign"

LAUNCH: Final = "renders.launch_shotset"
SUBMIT: Final = "renders.add_review"
CHANGE_REVIEWS: Final = "renders.change_review"
DECIDE: Final = "renders.add_decision"
PUBLISH: Final = "renders.publish_publication"
ADD_BANNERS: Final = "renders.add_banner"
APPROVE_BANNERS: Final = "renders.approve_banner"
ALLOW_UNREVIEWED_BANNERS: Final = "renders.allow_unreviewed_banner"
RESOLVE_DOUBTS: Final = "renders.resolve_doubt"
LIFT_PAUSES: Final = "renders.lift_modelpause"
RUN_RETENTION: Final = "renders.add_retentionrun"

END_GUEST_LINKS: Final = "renders.change_guestlink"
MAKE_SERVICE_TOKENS: Final = "renders.add_apitoken"
MANAGE_WEBHOOKS: Final = "renders.change_webhookendpoint"

CHANGE_RULES: Final = "renders.add_ruleset"

VIEW_BUDGETS: Final = "renders.view_budget"
CHANGE_BUDGETS: Final = "renders.change_budget"
CHANGE_ACCOUNTS: Final = "renders.change_account"
VIEW_EVENTS: Final = "renders.view_event"
VIEW_ATTEMPTS: Final = "renders.view_attempt"


def needs(permission: str) -> Callable[[View], View]:
    """Answer 403 to a signed-in person without this permission, and send everybody else to sign in."""
    return permission_required(permission, raise_exception=True)
