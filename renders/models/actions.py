"""The actions that the audit log records: each with its icon, its tone and its words."""

from typing import Self

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


class Action(models.TextChoices):
    """What happened: code, icon, tone, the predicate of a sentence about who did it, and the label of the choice."""

    icon: str
    tone: str
    predicate: str | Promise

    SET_LAUNCHED = "set_launched", "paper-airplane", "info", gettext_lazy("launched"), gettext_lazy("Launched")
    SET_STOPPED = "set_stopped", "stop", "", gettext_lazy("stopped"), gettext_lazy("Stopped")
    SET_PAUSED = "set_paused", "pause", "", gettext_lazy("paused"), gettext_lazy("Paused")
    SET_RESUMED = "set_resumed", "play", "info", gettext_lazy("resumed"), gettext_lazy("Resumed")
    RENDER_REORDERED = (
        "render_reordered",
        "arrow-path",
        "info",
        gettext_lazy("ordered again"),
        gettext_lazy("Rendered again"),
    )
    RENDER_REWORKED = (
        "render_reworked",
        "arrow-path-rounded-square",
        "info",
        gettext_lazy("ordered more after"),
        gettext_lazy("Ordered after a candidate"),
    )
    RENDER_FINISHED = (
        "render_finished",
        "paint-brush",
        "info",
        gettext_lazy("had finished"),
        gettext_lazy("Finished from another picture"),
    )
    RENDER_FETCHED_AGAIN = (
        "render_fetched_again",
        "arrow-down-tray",
        "info",
        gettext_lazy("fetched again"),
        gettext_lazy("Picture fetched again"),
    )
    MODEL_EXEMPTED = (
        "model_exempted",
        "key",
        "warn",
        gettext_lazy("allowed another image model for"),
        gettext_lazy("Model exempted"),
    )
    VERSION_EXEMPTED = (
        "version_exempted",
        "key",
        "warn",
        gettext_lazy("allowed another version for"),
        gettext_lazy("Version exempted"),
    )
    REVIEW_SUBMITTED = (
        "review_submitted",
        "eye",
        "info",
        gettext_lazy("submitted for review"),
        gettext_lazy("Submitted for review"),
    )
    REVIEW_WITHDRAWN = (
        "review_withdrawn",
        "arrow-uturn-left",
        "",
        gettext_lazy("took back from review"),
        gettext_lazy("Withdrawn from review"),
    )
    REVIEW_PRIORITISED = (
        "review_prioritised",
        "flag",
        "info",
        gettext_lazy("changed priority or due date of"),
        gettext_lazy("Priority or due date changed"),
    )
    DECISION_MADE = "decision_made", "check", "ok", gettext_lazy("decided on"), gettext_lazy("Decided")
    DECISION_UNDONE = (
        "decision_undone",
        "arrow-uturn-left",
        "warn",
        gettext_lazy("took back the decision on"),
        gettext_lazy("Decision undone"),
    )
    CHANNEL_OVERRIDDEN = (
        "channel_overridden",
        "shield-exclamation",
        "warn",
        gettext_lazy("let through to a channel"),
        gettext_lazy("Let through to a channel"),
    )
    CLAIM_MADE = (
        "claim_made",
        "flag",
        "warn",
        gettext_lazy("called faulty work of the vendor"),
        gettext_lazy("Claim to a vendor made"),
    )
    CLAIM_WITHDRAWN = (
        "claim_withdrawn",
        "flag",
        "",
        gettext_lazy("took back the claim about"),
        gettext_lazy("Claim to a vendor withdrawn"),
    )
    GUEST_INVITED = (
        "guest_invited",
        "user-plus",
        "",
        gettext_lazy("showed to a guest"),
        gettext_lazy("Guest invited"),
    )
    GUEST_LINK_ENDED = (
        "guest_link_ended",
        "user-minus",
        "",
        gettext_lazy("ended a guest’s link to"),
        gettext_lazy("Guest’s link ended"),
    )
    COMMENT_ADDED = (
        "comment_added",
        "chat-bubble-left",
        "info",
        gettext_lazy("commented on"),
        gettext_lazy("Commented"),
    )
    THREAD_RESOLVED = (
        "thread_resolved",
        "check",
        "ok",
        gettext_lazy("resolved a comment on"),
        gettext_lazy("Comment resolved"),
    )
    THREAD_REOPENED = (
        "thread_reopened",
        "arrow-uturn-left",
        "warn",
        gettext_lazy("reopened a comment on"),
        gettext_lazy("Comment reopened"),
    )
    BASELINE_PICKED = (
        "baseline_picked",
        "bookmark",
        "info",
        gettext_lazy("picked as baseline"),
        gettext_lazy("Baseline picked"),
    )
    VERSION_FROZEN = (
        "version_frozen",
        "lock-closed",
        "info",
        gettext_lazy("froze the prompt of"),
        gettext_lazy("Prompt frozen"),
    )
    VERSION_MADE_CURRENT = (
        "version_made_current",
        "bookmark",
        "info",
        gettext_lazy("made current"),
        gettext_lazy("Made current"),
    )
    DUEL_OVERRIDDEN = (
        "duel_overridden",
        "flag",
        "warn",
        gettext_lazy("made current without a duel"),
        gettext_lazy("Made current without a duel"),
    )
    PROPOSAL_MADE = (
        "proposal_made",
        "hand-raised",
        "info",
        gettext_lazy("asked about"),
        gettext_lazy("Asked for"),
    )
    PROPOSAL_DECLINED = (
        "proposal_declined",
        "hand-raised",
        "warn",
        gettext_lazy("answered no about"),
        gettext_lazy("Answered no"),
    )
    DUEL_OPENED = (
        "duel_opened",
        "scale",
        "info",
        gettext_lazy("opened the blind duel"),
        gettext_lazy("Duel opened"),
    )
    DUEL_CLOSED = (
        "duel_closed",
        "scale",
        "ok",
        gettext_lazy("closed the blind duel"),
        gettext_lazy("Duel closed"),
    )
    CAMPAIGN_OPENED = (
        "campaign_opened",
        "lock-open",
        "info",
        gettext_lazy("opened the rest of campaign"),
        gettext_lazy("Campaign opened"),
    )
    CAMPAIGN_SHARE_CHANGED = (
        "campaign_share_changed",
        "adjustments-horizontal",
        "info",
        gettext_lazy("changed the share of accounts of campaign"),
        gettext_lazy("Share of accounts changed"),
    )
    CAMPAIGN_ENDED = (
        "campaign_ended",
        "calendar-days",
        "warn",
        gettext_lazy("ended early campaign"),
        gettext_lazy("Campaign ended"),
    )
    PUBLICATION_REQUESTED = (
        "publication_requested",
        "globe-alt",
        "info",
        gettext_lazy("sent to publish"),
        gettext_lazy("Sent to publish"),
    )
    PUBLICATION_RETRIED = (
        "publication_retried",
        "arrow-path",
        "info",
        gettext_lazy("tried again to publish"),
        gettext_lazy("Published again"),
    )
    PUBLICATION_LIVE = (
        "publication_live",
        "globe-alt",
        "ok",
        gettext_lazy("confirmed as live"),
        gettext_lazy("Live"),
    )
    ALT_TEXT_CHANGED = (
        "alt_text_changed",
        "pencil-square",
        "info",
        gettext_lazy("changed the alternative text of"),
        gettext_lazy("Alternative text changed"),
    )
    WITHDRAWAL_ASKED = (
        "withdrawal_asked",
        "arrow-uturn-left",
        "warn",
        gettext_lazy("asked to withdraw"),
        gettext_lazy("Sent to withdraw"),
    )
    ROLLBACK_ASKED = (
        "rollback_asked",
        "arrow-uturn-left",
        "warn",
        gettext_lazy("asked to roll back"),
        gettext_lazy("Sent to roll back"),
    )
    PUBLICATION_GONE = (
        "publication_gone",
        "eye-slash",
        "ok",
        gettext_lazy("confirmed as withdrawn"),
        gettext_lazy("Withdrawn"),
    )
    PUBLICATION_BACK = (
        "publication_back",
        "globe-alt",
        "ok",
        gettext_lazy("confirmed as live again"),
        gettext_lazy("Live again"),
    )
    ACCOUNT_PAUSED = (
        "account_paused",
        "pause",
        "bad",
        gettext_lazy("paused the account"),
        gettext_lazy("Account paused"),
    )
    ACCOUNT_RESUMED = (
        "account_resumed",
        "play",
        "ok",
        gettext_lazy("resumed the account"),
        gettext_lazy("Account resumed"),
    )
    MODEL_PAUSED = (
        "model_paused",
        "pause",
        "bad",
        gettext_lazy("stopped ordering an image model from"),
        gettext_lazy("Image model paused"),
    )
    MODEL_RESUMED = (
        "model_resumed",
        "play",
        "ok",
        gettext_lazy("ordered an image model again from"),
        gettext_lazy("Image model resumed"),
    )
    DOUBT_RESOLVED = (
        "doubt_resolved",
        "question-mark-circle",
        "info",
        gettext_lazy("resolved a doubt about"),
        gettext_lazy("Doubt resolved"),
    )
    RULES_CHANGED = (
        "rules_changed",
        "adjustments-horizontal",
        "info",
        gettext_lazy("changed the rules of inspection"),
        gettext_lazy("Rules of inspection changed"),
    )
    BUDGET_RAISE_ASKED = (
        "budget_raise_asked",
        "banknotes",
        "warn",
        gettext_lazy("asked to raise a budget"),
        gettext_lazy("Budget raise asked for"),
    )
    BUDGET_RAISED = (
        "budget_raised",
        "banknotes",
        "info",
        gettext_lazy("confirmed the raise of a budget"),
        gettext_lazy("Budget raised"),
    )
    HOURS_BOOKED = (
        "hours_booked",
        "banknotes",
        "info",
        gettext_lazy("booked server hours"),
        gettext_lazy("Server hours booked"),
    )
    CUTOUT_USED = "cutout_used", "scissors", "info", gettext_lazy("cut out"), gettext_lazy("Cutout used")
    CUTOUT_ACCEPTED = (
        "cutout_accepted",
        "scissors",
        "ok",
        gettext_lazy("accepted the cutout of"),
        gettext_lazy("Cutout accepted"),
    )
    CUTOUT_DECLINED = (
        "cutout_declined",
        "scissors",
        "warn",
        gettext_lazy("does not use the cutout of"),
        gettext_lazy("Cutout not used"),
    )
    PRODUCTS_IMPORTED = (
        "products_imported",
        "arrow-down-tray",
        "info",
        gettext_lazy("imported products"),
        gettext_lazy("Products imported"),
    )
    IMPORT_UNDONE = (
        "import_undone",
        "arrow-uturn-left",
        "warn",
        gettext_lazy("undid an import"),
        gettext_lazy("Import undone"),
    )
    TOKEN_MADE = "token_made", "key", "warn", gettext_lazy("made an API token for"), gettext_lazy("API token made")
    TOKEN_REVOKED = (
        "token_revoked",
        "key",
        "info",
        gettext_lazy("revoked an API token of"),
        gettext_lazy("API token revoked"),
    )
    BANNER_FROZEN = (
        "banner_frozen",
        "lock-closed",
        "info",
        gettext_lazy("froze a banner"),
        gettext_lazy("Banner frozen"),
    )
    BANNER_APPROVED = (
        "banner_approved",
        "check-circle",
        "ok",
        gettext_lazy("approved a banner of"),
        gettext_lazy("Banner approved"),
    )
    BANNER_DECLINED = (
        "banner_declined",
        "hand-thumb-down",
        "warn",
        gettext_lazy("declined a banner of"),
        gettext_lazy("Banner declined"),
    )
    BANNER_RETIRED = (
        "banner_retired",
        "archive-box",
        "warn",
        gettext_lazy("took a banner out of use"),
        gettext_lazy("Banner taken out of use"),
    )
    BANNER_UNREVIEWED = (
        "banner_unreviewed",
        "bolt",
        "warn",
        gettext_lazy("allowed that a banner is sent without a decision"),
        gettext_lazy("Banner sent without decisions"),
    )
    BANNER_REVIEWED_AGAIN = (
        "banner_reviewed_again",
        "eye",
        "info",
        gettext_lazy("asked for a decision on each picture of a banner again"),
        gettext_lazy("Banner sent with decisions again"),
    )
    BANNER_PICTURE_APPROVED = (
        "banner_picture_approved",
        "check",
        "ok",
        gettext_lazy("approved a customer’s picture on a banner"),
        gettext_lazy("Customer’s picture approved"),
    )
    BANNER_PICTURE_DECLINED = (
        "banner_picture_declined",
        "hand-thumb-down",
        "warn",
        gettext_lazy("declined a customer’s picture on a banner"),
        gettext_lazy("Customer’s picture declined"),
    )
    SIGNED_IN = "signed_in", "arrow-right-end-on-rectangle", "", gettext_lazy("signed in"), gettext_lazy("Signed in")
    SIGN_IN_REFUSED = (
        "sign_in_refused",
        "no-symbol",
        "warn",
        gettext_lazy("refused a sign-in of"),
        gettext_lazy("Sign-in refused"),
    )
    PERSON_LINKED = (
        "person_linked",
        "link",
        "warn",
        gettext_lazy("linked with the sign-in provider"),
        gettext_lazy("Linked with the sign-in provider"),
    )
    PERSON_UNLINKED = (
        "person_unlinked",
        "link-slash",
        "warn",
        gettext_lazy("unlinked from the sign-in provider"),
        gettext_lazy("Unlinked from the sign-in provider"),
    )
    SESSIONS_ENDED = (
        "sessions_ended",
        "arrow-left-start-on-rectangle",
        "",
        gettext_lazy("ended sessions of"),
        gettext_lazy("Sessions ended"),
    )
    LABEL_PLACED = "label_placed", "tag", "info", gettext_lazy("placed the label of"), gettext_lazy("Label placed")
    WEBHOOK_ADDED = (
        "webhook_added",
        "bell-alert",
        "warn",
        gettext_lazy("added a webhook"),
        gettext_lazy("Webhook added"),
    )
    WEBHOOK_CHANGED = (
        "webhook_changed",
        "bell-alert",
        "warn",
        gettext_lazy("changed a webhook"),
        gettext_lazy("Webhook changed"),
    )
    WEBHOOK_SECRET_MADE = (
        "webhook_secret_made",
        "key",
        "warn",
        gettext_lazy("made a new secret for a webhook"),
        gettext_lazy("New secret of a webhook"),
    )
    WEBHOOK_PAUSED = (
        "webhook_paused",
        "pause",
        "warn",
        gettext_lazy("paused a webhook"),
        gettext_lazy("Webhook paused"),
    )
    WEBHOOK_RESUMED = (
        "webhook_resumed",
        "play",
        "info",
        gettext_lazy("resumed a webhook"),
        gettext_lazy("Webhook resumed"),
    )
    WEBHOOK_REMOVED = (
        "webhook_removed",
        "bell-slash",
        "warn",
        gettext_lazy("removed a webhook"),
        gettext_lazy("Webhook removed"),
    )
    BACKUP_RESTORED = (
        "backup_restored",
        "archive-box-arrow-down",
        "warn",
        gettext_lazy("restored a backup"),
        gettext_lazy("Backup restored"),
    )
    RETENTION_STARTED = (
        "retention_started",
        "archive-box-x-mark",
        "warn",
        gettext_lazy("started a run of retention"),
        gettext_lazy("Retention started"),
    )
    RETENTION_APPLIED = (
        "retention_applied",
        "archive-box-x-mark",
        "warn",
        gettext_lazy("removed what is older than its time"),
        gettext_lazy("Removed by retention"),
    )
    GUEST_ERASED = (
        "guest_erased",
        "user-minus",
        "warn",
        gettext_lazy("erased the name of a guest of"),
        gettext_lazy("Name of a guest erased"),
    )
    PERSON_ERASED = (
        "person_erased",
        "user-minus",
        "warn",
        gettext_lazy("erased the name of"),
        gettext_lazy("Name of a person erased"),
    )
    RENDER_MOVED = "render_moved", "cog-6-tooth", "", "moved", gettext_lazy("Render moved")

    def __new__(cls, code: str, icon: str, tone: str, predicate: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.icon, member.tone, member.predicate = icon, tone, predicate
        return member
