"""Who may do what, as one table: every address of the site, who asks, and how it answers.

A row holds the answers to GET and to POST. The columns are nobody (not signed in), Sam (no role), Petra (a marketer,
who launched and submitted what there is), Paul (another marketer), Ruth (a reviewer) and Ada (an admin).

in: sent to sign-in · ok: 200 · to: done, sent on (302) · bad: 422, the form again · no: 403 · gone: 404 · verb: 405 ·
took: 202
"""

COLUMNS = ("nobody", "sam", "petra", "paul", "ruth", "ada")
SIGNED_IN = "in verb verb verb verb verb"
OPEN = "verb verb verb verb verb verb"


def reads(answers: str) -> tuple[str, str]:
    """A page for reading."""
    return answers, SIGNED_IN


def acts(answers: str) -> tuple[str, str]:
    """A verb: POST only."""
    return SIGNED_IN, answers


EVERYBODY = "in ok ok ok ok ok"
IN_A_ROLE = "in no ok ok ok ok"
KEEPS_PRODUCTS = "in no ok ok no ok"
EDITS_PRODUCTS = "in no to to no to"
THE_LAUNCHER = "in no to no no no"
A_MARKETER = "in no to to no no"
AN_ADMIN = "in no no no no to"
FOR_ADMINS = "in no no no no ok"

TABLE: dict[str, tuple[str, str]] = {
    # Coming in
    "login": ("ok ok ok ok ok ok", "ok ok ok ok ok ok"),
    "logout": acts("in in in in in in"),
    "password_change": (EVERYBODY, EVERYBODY),
    "password_change_done": reads(EVERYBODY),
    "set-up": ("gone gone gone gone gone gone", "gone gone gone gone gone gone"),
    "set-up-done": ("ok ok ok ok ok ok", OPEN),
    # The catalogue
    "products.list": reads(IN_A_ROLE),
    "products.detail": reads(IN_A_ROLE),
    "products.coverage": reads(IN_A_ROLE),
    "products.coverage.fill": acts(A_MARKETER),
    "products.family": reads(IN_A_ROLE),
    "products.gallery": reads(IN_A_ROLE),
    "products.picture": reads("in no to to to to"),
    "products.new": (KEEPS_PRODUCTS, "in no bad bad no bad"),
    "products.export": reads(IN_A_ROLE),
    "products.pictures": (KEEPS_PRODUCTS, EDITS_PRODUCTS),
    "imports.new": (KEEPS_PRODUCTS, "in no bad bad no bad"),
    "imports.detail": reads(KEEPS_PRODUCTS),
    "imports.detail.faults": reads(KEEPS_PRODUCTS),
    "imports.detail.format": acts(EDITS_PRODUCTS),
    "imports.detail.columns": acts("in no bad bad no bad"),
    "imports.detail.confirm": acts(EDITS_PRODUCTS),
    "imports.detail.back": acts(EDITS_PRODUCTS),
    "imports.detail.drop": acts(EDITS_PRODUCTS),
    "imports.detail.undo": acts(EDITS_PRODUCTS),
    "products.edit": (KEEPS_PRODUCTS, "in no bad bad no bad"),
    "products.edit.colorways": acts("in no bad bad no bad"),
    "products.edit.artwork": acts("in no bad bad no bad"),
    "products.label": (KEEPS_PRODUCTS, "in no bad bad no bad"),
    "products.detail.cutouts": reads(IN_A_ROLE),
    "cuttings.detail": reads(IN_A_ROLE),
    "cuttings.picture": reads(IN_A_ROLE),
    "cuttings.detail.accept": acts(EDITS_PRODUCTS),
    "cuttings.detail.decline": acts(EDITS_PRODUCTS),
    "cuttings.detail.redo": acts(EDITS_PRODUCTS),
    "artwork.file": reads(IN_A_ROLE),
    "artwork.file.large": reads(IN_A_ROLE),
    "products.upload": acts("in no to to no to"),
    "artwork.change": acts("in no to to no to"),
    "templates.list": reads(IN_A_ROLE),
    "templates.detail": reads(IN_A_ROLE),
    "templates.picture": reads("in no to to to to"),
    "versions.detail": reads(IN_A_ROLE),
    "versions.freeze": ("in no no no no ok", AN_ADMIN),
    "versions.scoreboard": reads(IN_A_ROLE),
    "versions.scoreboard.apply": acts(AN_ADMIN),
    "image_models.scoreboard": reads(IN_A_ROLE),
    "banners.list": reads(IN_A_ROLE),
    "banners.new": ("in no no no no ok", "in no no no no bad"),
    "banners.detail": (IN_A_ROLE, "in no no no no bad"),
    "banners.detail.preview": acts("in no bad bad bad bad"),
    "banners.detail.freeze": acts(AN_ADMIN),
    "banners.detail.approve": acts("in no no no to no"),
    "banners.detail.retire": acts(AN_ADMIN),
    "banners.detail.again": acts(AN_ADMIN),
    "banners.picture": reads(IN_A_ROLE),
    "campaigns.list": reads(IN_A_ROLE),
    "campaigns.detail": reads(IN_A_ROLE),
    "campaigns.detail.open_rest": acts("in no no no no late"),
    "campaigns.detail.end": acts(AN_ADMIN),
    "versions.diff": reads(IN_A_ROLE),
    "versions.current": ("in no no no no ok", AN_ADMIN),
    "versions.exempt": acts(AN_ADMIN),
    "versions.lab": (IN_A_ROLE, "in no to to no no"),
    "versions.lab.changes": reads(IN_A_ROLE),
    "versions.lab.baseline": acts(A_MARKETER),
    "versions.lab_candidate": reads(IN_A_ROLE),
    "versions.proposals.create": acts("in no to to no to"),
    "versions.proposals.decline": acts(AN_ADMIN),
    "duels.new": ("in no ok ok no no", "in no to to no no"),
    "duels.detail": reads(IN_A_ROLE),
    "duels.detail.vote": acts("in no to to to no"),
    "duels.detail.close": acts("in no to no no to"),
    "duels.picture": reads(IN_A_ROLE),
    # Orders
    "people.home": reads(EVERYBODY),
    "people.me.mail": acts("in bad bad bad bad bad"),
    "people.notifications": reads(EVERYBODY),
    "people.notifications.read": acts("in to to to to to"),
    "people.notifications.unread": reads(EVERYBODY),
    "sets.list": reads(IN_A_ROLE),
    "sets.compose": (KEEPS_PRODUCTS, "in no bad bad no no"),
    "sets.compose.preview": acts(KEEPS_PRODUCTS),
    "production.list": reads("in no ok ok no no"),
    "production.new": acts(A_MARKETER),
    "production.detail": ("in no ok gone no no", "in no to gone no no"),
    "production.detail.launch": acts("in no bad gone no no"),
    "production.detail.discard": acts("in no to gone no no"),
    "sets.drafts": acts(A_MARKETER),
    "sets.drafts.delete": acts("in no to gone no no"),
    "sets.again": ("in no ok ok no no", "in no bad bad no no"),
    "sets.finish": ("in no ok no no no", "in no bad no no no"),
    "sets.detail": reads(IN_A_ROLE),
    "sets.detail.changes": reads(IN_A_ROLE),
    "sets.detail.pause": acts(THE_LAUNCHER),
    "sets.detail.resume": acts(THE_LAUNCHER),
    "sets.detail.stop": acts(THE_LAUNCHER),
    "sets.detail.rename": acts(THE_LAUNCHER),
    "shots.detail": reads(IN_A_ROLE),
    "shots.detail.changes": reads(IN_A_ROLE),
    "shots.detail.submit": acts(THE_LAUNCHER),
    "shots.compare": reads(IN_A_ROLE),
    "shots.candidate": reads(IN_A_ROLE),
    "shots.rework": ("in no ok no no no", "in no bad no no no"),
    "shots.rework.more": acts(THE_LAUNCHER),
    "shots.finish": ("in no ok no no no", "in no bad no no no"),
    "shots.cells": ("in no ok no no no", "in no bad no no no"),
    "shots.candidate.mark": acts(THE_LAUNCHER),
    "shots.candidate.retry": acts(THE_LAUNCHER),
    "shots.candidate.fetch_again": acts(THE_LAUNCHER),
    "shots.candidate.baseline": acts(THE_LAUNCHER),
    "shots.renditions.download": reads(IN_A_ROLE),
    "shots.renditions": reads(IN_A_ROLE),
    # Guests
    "guests.links": ("in no ok ok ok ok", "in no bad no bad no"),
    "guests.links.end": acts("in no to no to to"),
    "guests.pictures": ("ok ok ok ok ok ok", OPEN),
    "guests.candidate": ("ok ok ok ok ok ok", OPEN),
    "guests.candidate.judge": (OPEN, "to no no no no no"),
    "guests.candidate.comment": (OPEN, "bad no no no no no"),
    "guests.file": ("ok ok ok ok ok ok", OPEN),
    # Verdicts
    "shots.claims": reads(IN_A_ROLE),
    "shots.claims.table": reads(IN_A_ROLE),
    "shots.claims.make": acts("in no to to to no"),
    "shots.claims.withdraw": acts("in no to to to no"),
    "reviews.list": reads(IN_A_ROLE),
    "reviews.detail": reads(IN_A_ROLE),
    "reviews.hit_rates": reads("in no no no ok ok"),
    "reviews.hit_rates.adopt": acts(AN_ADMIN),
    "reviews.decisions": acts("in no no no to no"),
    "reviews.decisions.following": acts("in no no no to no"),
    "reviews.bulk": acts("in no no no to no"),
    "reviews.urgency": acts("in no to no no to"),
    "reviews.detail.stay": acts("in no no no ok no"),
    "reviews.overrides.create": acts("in no no no to no"),
    "reviews.decisions.undo": acts("in no no no to no"),
    "reviews.detail.withdraw": acts(THE_LAUNCHER),
    "reviews.comments": acts("in no to to to to"),
    "reviews.comments.reply": acts("in no to to to to"),
    "reviews.comments.resolve": acts("in no to no to no"),
    "reviews.comments.reopen": acts("in no to no to no"),
    "reviews.comments.read": acts("in no to to to to"),
    # Going out
    "publications.list": reads(IN_A_ROLE),
    "publications.detail": reads(IN_A_ROLE),
    "publications.plan": reads("in no bad bad no no"),
    "publications.plan.create": acts(A_MARKETER),
    "publications.plan.gallery": reads("in no ok ok no no"),
    "publications.channels": reads(IN_A_ROLE),
    "publications.channels.test": acts("in no to to to to"),
    "publications.live": reads(IN_A_ROLE),
    "publications.live.table": reads(IN_A_ROLE),
    "publications.withdraw": reads("in no ok ok no no"),
    "publications.withdraw.create": acts(A_MARKETER),
    "publications.release": reads(IN_A_ROLE),
    "publications.release.retry": acts(A_MARKETER),
    "publications.release.table": reads(IN_A_ROLE),
    "publications.release.archive": reads(IN_A_ROLE),
    "publications.detail.describe": acts(A_MARKETER),
    "publications.detail.retry": acts(A_MARKETER),
    "publications.picture": ("ok ok ok ok ok ok", OPEN),
    "operations.doubts": reads(IN_A_ROLE),
    "operations.doubts.resolve": acts("in no no no no bad"),
    "image_models.try_out": reads("in no no no no ok"),
    # About the work
    "operations.activity": reads(IN_A_ROLE),
    "operations.budget": reads("in no ok ok no ok"),
    "operations.budget.table": reads("in no ok ok no ok"),
    "operations.server_hours": ("in no no no no ok", "in no no no no bad"),
    "operations.insights": reads("in no ok ok no ok"),
    "operations.insights.table": reads("in no ok ok no ok"),
    "operations.status": reads(IN_A_ROLE),
    "operations.status.lift": acts(AN_ADMIN),
    "operations.status.try_again": acts(AN_ADMIN),
    "people.me": (EVERYBODY, "in to to to to to"),
    "people.me.time_zone": acts("in bad bad bad bad bad"),
    "people.sessions.end": acts("in to to to to to"),
    "people.help": reads(EVERYBODY),
    "api.docs": reads(IN_A_ROLE),
    "tokens.list": reads(IN_A_ROLE),
    "tokens.list.revoke": acts("in no to gone gone gone"),
    "tokens.new": (IN_A_ROLE, "in no bad bad bad bad"),
    "webhooks.list": reads(FOR_ADMINS),
    "webhooks.new": (FOR_ADMINS, "in no no no no bad"),
    "webhooks.detail": reads(FOR_ADMINS),
    "webhooks.edit": (FOR_ADMINS, "in no no no no bad"),
    "webhooks.secret": (FOR_ADMINS, FOR_ADMINS),
    "webhooks.detail.test": acts(AN_ADMIN),
    "webhooks.detail.pause": acts(AN_ADMIN),
    "webhooks.detail.resume": acts(AN_ADMIN),
    "webhooks.detail.remove": acts(AN_ADMIN),
    "webhooks.detail.send_again": acts(AN_ADMIN),
    "webhooks.detail.send_failed": acts("in no no no no bad"),
    # For machines
    "operations.callbacks": (OPEN, "took took took took took took"),
    "operations.references": ("ok ok ok ok ok ok", OPEN),
    "operations.contracts": ("ok ok ok ok ok ok", OPEN),
    "operations.health": ("ok ok ok ok ok ok", OPEN),
    "operations.health.readyz": ("ok ok ok ok ok ok", OPEN),
    "operations.health.metrics": ("ok ok ok ok ok ok", OPEN),
}

# Configuration an admin writes. What is in use cannot be deleted.
KEPT = {"changelist": "ok", "add": "ok", "history": "ok", "delete": "no", "change": "ok"}
# Rows the machine writes, and locked prompts: to look at.
READ_ONLY = {"changelist": "ok", "add": "no", "history": "ok", "delete": "no", "change": "ok"}

# What an admin gets there by GET; everybody else is sent to sign-in.
ADMIN: dict[str, dict[str, str]] = {
    "catalog_campaign": KEPT,
    "catalog_imagemodel": {**KEPT, "schema": "verb"},
    "catalog_shotpack": KEPT,
    "catalog_placement": {**KEPT, "matrix": "ok", "exempt": "verb", "withdraw": "verb"},
    "catalog_product": KEPT,
    "catalog_colorway": {**READ_ONLY, "export": "ok"},
    "catalog_prompttemplate": {**KEPT, "draft": "verb"},
    "catalog_promptversion": {**KEPT, "preview": "verb"},
    "renders_account": KEPT,
    "renders_channel": KEPT,
    "renders_channelruleset": {**KEPT, "delete": "ok"},
    "renders_ruleset": {**READ_ONLY, "add": "ok"},
    "renders_budget": {**KEPT, "confirm": "verb", "withdraw": "verb"},
    "renders_ledgerentry": READ_ONLY,
    "renders_event": READ_ONLY,
    "renders_shot": READ_ONLY,
    "renders_attempt": READ_ONLY,
    "renders_modelpause": READ_ONLY,
    "auth_user": {**KEPT, "link": "verb"},
}

# What Django's admin brings besides its models.
ADMIN_ITSELF = {
    "admin:index",
    "admin:login",
    "admin:logout",
    "admin:password_change",
    "admin:password_change_done",
    "admin:autocomplete",
    "admin:jsi18n",
    "admin:view_on_site",
    "admin:app_list",
}
