"""Who may do what: the roles, which are groups, and the permissions that each of them holds."""

from collections.abc import Iterable


def crud(app: str, models: Iterable[str], verbs: Iterable[str]) -> list[str]:
    """Permission names for every verb on every model."""
    return [f"{app}.{verb}_{model}" for model in models for verb in verbs]


CATALOGUE = ("product", "colorway", "artwork")
SETTINGS = ("campaign", "placement", "imagemodel", "prompttemplate", "promptversion", "shotpack", "shotpackline")
# Admins do not approve, and reviewers do not spend. Whoever has several roles may do what each of them may, and still
# decides on nothing that they launched or submitted.
ROLES = {
    "Marketers": [
        *crud("catalog", CATALOGUE, ["view", "add", "change"]),
        *crud("catalog", SETTINGS, ["view"]),
        "renders.view_shotset",
        "renders.launch_shotset",
        "renders.add_review",
        "renders.publish_publication",
        "renders.vote_duel",
        "renders.add_proposal",
    ],
    "Reviewers": [
        *crud("catalog", (*CATALOGUE, *SETTINGS), ["view"]),
        "renders.view_shotset",
        "renders.add_decision",
        "renders.approve_banner",
        "renders.vote_duel",
    ],
    "Admins": [
        *crud("catalog", CATALOGUE, ["view", "add", "change", "delete"]),
        *crud("catalog", SETTINGS, ["view", "add", "change", "delete"]),
        "catalog.freeze_promptversion",
        "renders.add_proposal",
        "catalog.open_campaign",
        *crud("catalog", ("exemption",), ["view", "add", "change"]),
        *crud("renders", ("account", "budget", "channel"), ["view", "add", "change"]),
        *crud("renders", ("ruleset", "rulelimit"), ["view", "add"]),
        *crud("renders", ("channelruleset", "channelbound"), ["view", "add", "change", "delete"]),
        *crud("renders", ("shotset", "shot", "render", "attempt", "ledgerentry", "event", "publication"), ["view"]),
        *crud("auth", ("user",), ["view", "add", "change"]),
        "auth.view_group",
        "renders.change_review",
        "renders.add_apitoken",
        "renders.change_webhookendpoint",
        "renders.change_guestlink",
        "renders.add_banner",
        "renders.allow_unreviewed_banner",
        "renders.resolve_doubt",
        "renders.view_modelpause",
        "renders.lift_modelpause",
        "renders.add_retentionrun",
    ],
}
