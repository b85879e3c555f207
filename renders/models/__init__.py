"""How pictures come to be, get judged and go out, one concept a file."""

from renders.models.accounts import Account
from renders.models.api_tokens import ApiAnswer, ApiScope, ApiToken
from renders.models.attempts import Attempt
from renders.models.backups import Backup, Restore
from renders.models.banner_pictures import BannerPicture
from renders.models.banners import Banner
from renders.models.baselines import Baseline
from renders.models.browser_sessions import BrowserSession
from renders.models.budget_changes import BudgetChange
from renders.models.callbacks import Callback
from renders.models.channel_overrides import ChannelOverride
from renders.models.channel_rules import ChannelBound, ChannelRuleSet
from renders.models.channels import Channel
from renders.models.comments import Comment, CommentThread, Mention
from renders.models.coverage_views import CoverageView
from renders.models.cuttings import Cutting
from renders.models.decisions import Decision
from renders.models.duels import Duel, Pair, Vote
from renders.models.events import Event
from renders.models.findings import DecidedFinding, Finding
from renders.models.guests import GuestAdvice, GuestLink
from renders.models.insight_tallies import AccountTally, InsightTally
from renders.models.latencies import Latency
from renders.models.leases import ACTIVE_LEASES, Lease, Leased, LeaseLost, lease_on
from renders.models.ledger_sums import LedgerSum
from renders.models.listings import Listing, Release
from renders.models.mail_digests import MailDigest
from renders.models.model_pauses import ModelPause
from renders.models.money import Budget, LedgerEntry
from renders.models.notifications import BudgetAlert, Notification
from renders.models.placed_labels import PlacedLabel
from renders.models.preferences import Preference
from renders.models.product_imports import (
    ImportFile,
    ImportMapping,
    ImportPicture,
    ImportRemark,
    ProductImport,
    StagedColorway,
    StagedProduct,
)
from renders.models.production_plans import ProductionPlan
from renders.models.proposals import Proposal
from renders.models.publications import Publication
from renders.models.references import SentReference
from renders.models.reinspections import Reinspection
from renders.models.removals import RetentionCount, RetentionRun, UnneededFile
from renders.models.renders import Render, Rendition
from renders.models.review_openings import ReviewOpening
from renders.models.reviews import Review, ReviewCandidate
from renders.models.reworks import Rework
from renders.models.rule_sets import RuleLimit, RuleSet
from renders.models.server_hours import ServerHours
from renders.models.set_drafts import SetDraft
from renders.models.set_sums import SetSum
from renders.models.shot_sets import Shot, ShotSet
from renders.models.tallies import DayTally, MeasureTally, ModelTally, Tally, TallyChange
from renders.models.text_readings import TextReading
from renders.models.vendor_claims import VendorClaim
from renders.models.webhooks import WatchedSet, WebhookDelivery, WebhookEndpoint, WebhookKind

__all__ = [
    "ACTIVE_LEASES",
    "Account",
    "AccountTally",
    "ApiAnswer",
    "ApiScope",
    "ApiToken",
    "Attempt",
    "Backup",
    "Banner",
    "BannerPicture",
    "Baseline",
    "BrowserSession",
    "Budget",
    "BudgetAlert",
    "BudgetChange",
    "Callback",
    "Channel",
    "ChannelBound",
    "ChannelOverride",
    "ChannelRuleSet",
    "Comment",
    "CommentThread",
    "CoverageView",
    "Cutting",
    "DayTally",
    "DecidedFinding",
    "Decision",
    "Duel",
    "Event",
    "Finding",
    "GuestAdvice",
    "GuestLink",
    "ImportFile",
    "ImportMapping",
    "ImportPicture",
    "ImportRemark",
    "InsightTally",
    "Latency",
    "Lease",
    "Leased",
    "LedgerEntry",
    "LedgerSum",
    "LeaseLost",
    "Listing",
    "MailDigest",
    "MeasureTally",
    "Mention",
    "ModelPause",
    "ModelTally",
    "Notification",
    "Pair",
    "PlacedLabel",
    "Preference",
    "ProductImport",
    "ProductionPlan",
    "Proposal",
    "Publication",
    "Reinspection",
    "Release",
    "Render",
    "Rendition",
    "Restore",
    "RetentionCount",
    "RetentionRun",
    "Review",
    "ReviewCandidate",
    "ReviewOpening",
    "Rework",
    "RuleLimit",
    "RuleSet",
    "SentReference",
    "ServerHours",
    "SetDraft",
    "SetSum",
    "Shot",
    "ShotSet",
    "StagedColorway",
    "StagedProduct",
    "Tally",
    "TallyChange",
    "TextReading",
    "UnneededFile",
    "VendorClaim",
    "Vote",
    "WatchedSet",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookKind",
    "lease_on",
]
