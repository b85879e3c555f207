"""Guards of money, history and judgement, and the receiver that installs them and the roles after each migrate."""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.db.models.signals import post_migrate, pre_migrate
from django.dispatch import receiver

from catalog.guards import (
    Guard,
    Trigger,
    append_only,
    changed,
    install,
    installed,
    lift,
    set_permissions,
)
from config.roles import ROLES
from config.supervision.pending_migrations import pending_migrations
from renders import channels, providers
from renders.models import Decision, LedgerSum, Tally, tally_triggers
from renders.models.banners import LOOK
from renders.models.ledger_sums import LedgerTrigger
from renders.models.renders import TRANSITIONS


def legal_moves(moves: dict[str, frozenset[str]]) -> str:
    """SQL: the change of state is none that the table of moves allows."""
    pairs = [
        f"(OLD.state = '{before}' AND NEW.state = '{after}')"
        for before, ends in moves.items()
        for after in sorted(ends)
    ]
    return "NEW.state <> OLD.state AND NOT (" + " OR ".join(pairs) + ")"


def not_approved() -> str:
    """SQL: no standing approval of exactly this render backs the publication."""
    return (
        "NOT EXISTS (SELECT 1 FROM renders_decision d JOIN renders_render r ON r.id = d.render_id "
        "WHERE d.id = NEW.decision_id AND d.render_id = NEW.render_id AND d.sha256 = r.sha256 "
        "AND d.verdict = 'approve' AND d.undone_at IS NULL)"
    )


def not_four_eyes() -> str:
    """SQL: the decider launched the set or submitted the shot, or judges another render than the pick."""
    return (
        "EXISTS (SELECT 1 FROM renders_review v JOIN renders_shot s ON s.id = v.shot_id "
        "JOIN renders_shotset o ON o.id = s.shot_set_id WHERE v.id = NEW.review_id AND "
        "(v.submitted_by_id = NEW.by_id OR o.launched_by_id = NEW.by_id OR v.pick_id <> NEW.render_id))"
    )


def approves_a_block() -> str:
    """SQL: a blocking finding stands against the approved picture, and nobody said why it is approved all the same."""
    return (
        "NEW.verdict = 'approve' AND NEW.override = '' AND EXISTS "
        "(SELECT 1 FROM renders_finding f WHERE f.render_id = NEW.render_id AND f.severity = 'blocking')"
    )


def not_its_bytes() -> str:
    """SQL: the render has other bytes than the thread names."""
    return "NOT EXISTS (SELECT 1 FROM renders_render r WHERE r.id = NEW.render_id AND r.sha256 = NEW.sha256)"


def is_approved() -> str:
    """SQL: an approval of the render stands."""
    return (
        "EXISTS (SELECT 1 FROM renders_decision d "
        "WHERE d.render_id = NEW.id AND d.verdict = 'approve' AND d.undone_at IS NULL)"
    )


def has_no_picture() -> str:
    """SQL: the picture of the render was removed."""
    return "EXISTS (SELECT 1 FROM renders_render r WHERE r.id = NEW.render_id AND r.picture_removed_at IS NOT NULL)"


def has_no_task() -> str:
    """SQL: the render would wait for a task that nobody knows the id of."""
    return (
        "NEW.state = 'submitted' AND NOT EXISTS "
        "(SELECT 1 FROM renders_attempt a WHERE a.id = NEW.attempt_id AND a.task_id <> '')"
    )


def is_fetched_again() -> str:
    """SQL: the stored bytes were lost before anybody could judge them, and the picture is fetched once more."""
    return (
        "(OLD.state = 'failed' AND NEW.state = 'finished' AND NEW.sha256 = '' AND NOT ("
        + changed("shot_id", "seed")
        + "))"
    )


def made_of_nothing_ready() -> str:
    """SQL: the render would be made of other bytes than those of a ready render, or elsewhere than here, or be an order
    of the account that finishes."""
    parent = "SELECT 1 FROM renders_render p WHERE p.id = NEW.parent_id AND p.state = 'ready' "
    parent += "AND p.picture_removed_at IS NULL"
    account = "SELECT 1 FROM renders_account a WHERE a.id = NEW.account_id"
    is_finishers = f"EXISTS ({account} AND a.provider = '{providers.finisher()}')"  # noqa: S608 - our own names
    is_made = f"NEW.state = 'finished' AND {is_finishers} AND EXISTS ({parent} AND p.sha256 = NEW.parent_sha256)"
    return f"(NEW.parent_id IS NOT NULL AND NOT ({is_made})) OR (NEW.parent_id IS NULL AND {is_finishers})"


def production_may_still_change() -> str:
    """SQL: the shot would belong to a production set, and its prompt is not frozen."""
    return (
        "EXISTS (SELECT 1 FROM renders_shotset o JOIN catalog_promptversion v ON v.id = NEW.version_id "
        "WHERE o.id = NEW.shot_set_id AND o.kind = 'production' AND v.frozen_at IS NULL)"
    )


def production_goes_without_current() -> str:
    """SQL: the shot would belong to a production set, and its version is neither current, now or when the set was
    launched, nor the one that the set's campaign locks, nor allowed by the set's exemption."""
    was_current = (
        "SELECT p.version_id FROM catalog_promotion p WHERE p.template_id = v.template_id AND p.at <= o.launched_at "
        "ORDER BY p.at DESC, p.id DESC LIMIT 1"
    )
    return (
        "EXISTS (SELECT 1 FROM renders_shotset o JOIN catalog_promptversion v ON v.id = NEW.version_id "  # noqa: S608
        "JOIN catalog_prompttemplate t ON t.id = v.template_id "
        "WHERE o.id = NEW.shot_set_id AND o.kind = 'production' AND COALESCE(t.current_id, 0) <> v.id "
        "AND NOT EXISTS (SELECT 1 FROM catalog_campaign_versions c "
        "WHERE c.campaign_id = o.campaign_id AND c.promptversion_id = v.id) "
        "AND NOT EXISTS (SELECT 1 FROM catalog_exemption e WHERE e.id = o.exemption_id AND e.version_id = v.id) "
        f"AND COALESCE(({was_current}), 0) <> v.id)"
    )


def ordered_by_another() -> str:
    """SQL: somebody else launched the set, or the parent is a candidate of another shot."""
    return (
        "NOT EXISTS (SELECT 1 FROM renders_shot s JOIN renders_shotset o ON o.id = s.shot_set_id "
        "JOIN renders_render p ON p.shot_id = s.id WHERE s.id = NEW.shot_id AND p.id = NEW.parent_id "
        "AND p.state = 'ready' AND o.launched_by_id = NEW.launched_by_id)"
    )


def production_reworks_without_current() -> str:
    """SQL: the rework would be of a production shot whose version is neither current nor locked by its set's
    campaign."""
    return (
        "EXISTS (SELECT 1 FROM renders_shot s JOIN renders_shotset o ON o.id = s.shot_set_id "
        "JOIN catalog_promptversion v ON v.id = s.version_id JOIN catalog_prompttemplate t ON t.id = v.template_id "
        "WHERE s.id = NEW.shot_id AND o.kind = 'production' AND COALESCE(t.current_id, 0) <> v.id "
        "AND NOT EXISTS (SELECT 1 FROM catalog_campaign_versions c "
        "WHERE c.campaign_id = o.campaign_id AND c.promptversion_id = v.id))"
    )


def duel_is_closed() -> str:
    """SQL: the vote would come after its duel was closed."""
    return (
        "EXISTS (SELECT 1 FROM renders_pair p JOIN renders_duel d ON d.id = p.duel_id "
        "WHERE p.id = NEW.pair_id AND d.closed_at IS NOT NULL)"
    )


def budget_is_raised_alone() -> str:
    """SQL: a cap would grow by more than a fifth, or what that is a fifth of, and no second admin confirmed it."""
    agreed = "COALESCE(OLD.agreed_micros, OLD.cap_micros)"
    is_raised = f"NEW.cap_micros > OLD.cap_micros AND (NEW.cap_micros - {agreed}) * 5 > {agreed}"
    is_confirmed = (
        "EXISTS (SELECT 1 FROM renders_budgetchange c "
        "WHERE c.budget_id = NEW.id AND c.is_confirmed AND c.cap_micros = NEW.cap_micros)"
    )
    return f"(({is_raised}) OR NEW.agreed_micros > {agreed}) AND NOT {is_confirmed}"


def kind_is_unknown() -> str:
    """SQL: no channel adapter is registered for the kind. The registry decides, so a new kind needs no migration."""
    kinds = ", ".join(f"'{kind}'" for kind in channels.REGISTRY)
    return f"NEW.kind NOT IN ({kinds})"


# What a banner is made of, beside its look.
MADE_OF = ("slug", "number", "decision_id", "sha256", "made_by_id", "version_id", "image_model_id")
RENDER, SHOT, SHOT_SET = "renders_render", "renders_shot", "renders_shotset"
REWORK = "renders_rework"
DECISION, PUBLICATION, CHANNEL = "renders_decision", "renders_publication", "renders_channel"
DUEL, VOTE = "renders_duel", "renders_vote"
THREAD = "renders_commentthread"
ORDERED = (
    "shot_set_id",
    "contract_json",
    "contract_digest",
    "version_id",
    "colorway_id",
    "placement_id",
    "image_model_id",
    "price_micros",
    "cells_of_id",
)

GUARDS: list[Guard] = [
    Guard("render_moves_by_the_table", RENDER, "UPDATE", legal_moves(TRANSITIONS), "A render cannot make this move."),
    Guard(
        "render_keeps_its_bytes",
        RENDER,
        "UPDATE",
        "OLD.sha256 <> '' AND (" + changed("sha256", "shot_id", "seed") + ") AND NOT " + is_fetched_again(),
        "The bytes of a render do not change.",
    ),
    Guard(
        "finished_render_is_made_of_a_ready_one",
        RENDER,
        "INSERT",
        made_of_nothing_ready(),
        "A finished picture is made here, of the bytes of a ready one.",
    ),
    Guard(
        "render_keeps_its_lineage",
        RENDER,
        "UPDATE",
        changed("parent_id", "parent_sha256", "chain", "chain_digest"),
        "What a picture was made of does not change.",
    ),
    Guard("new_render_waits_for_a_task", RENDER, "INSERT", has_no_task(), "A submitted render has a task."),
    Guard("render_waits_for_a_task", RENDER, "UPDATE", has_no_task(), "A submitted render has a task."),
    Guard(
        "attempt_keeps_its_task",
        "renders_attempt",
        "UPDATE",
        "OLD.task_id <> '' AND (" + changed("task_id") + ")",
        "The task of an attempt does not change.",
    ),
    Guard(
        "render_keeps_its_order",
        RENDER,
        "UPDATE",
        changed("rework_id"),
        "What a candidate was ordered as does not change.",
    ),
    Guard(
        "render_is_of_the_reworked_shot",
        RENDER,
        "INSERT",
        "NEW.rework_id IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM renders_rework w WHERE w.id = NEW.rework_id AND w.shot_id = NEW.shot_id)",
        "A rework is of one shot.",
    ),
    Guard(
        "rework_is_ordered_by_the_launcher",
        REWORK,
        "INSERT",
        ordered_by_another(),
        "Who launched a set orders more of it, after a candidate of the same shot.",
    ),
    Guard(
        "production_reworks_current_versions",
        REWORK,
        "INSERT",
        production_reworks_without_current(),
        "Production takes current versions, or what an admin allowed.",
    ),
    *append_only(REWORK, "What a rework ordered does not change."),
    Guard("shot_keeps_its_contract", SHOT, "UPDATE", changed(*ORDERED), "What a shot ordered does not change."),
    Guard(
        "production_takes_frozen_versions",
        SHOT,
        "INSERT",
        production_may_still_change(),
        "Production takes frozen versions only.",
    ),
    Guard(
        "production_takes_current_versions",
        SHOT,
        "INSERT",
        production_goes_without_current(),
        "Production takes current versions, or what an admin allowed.",
    ),
    Guard(
        "set_keeps_its_launcher",
        SHOT_SET,
        "UPDATE",
        changed("launched_by_id", "launch_token", "kind", "campaign_id", "exemption_id", "banner_id"),
        "What a set was launched as, by whom and under which exemption does not change.",
    ),
    Guard("decision_needs_four_eyes", DECISION, "INSERT", not_four_eyes(), "Someone else decides."),
    Guard(
        "block_is_overridden_with_a_reason",
        DECISION,
        "INSERT",
        approves_a_block(),
        "Inspection blocks this picture, and nobody said why it is approved.",
    ),
    Guard(
        "decision_is_not_edited",
        DECISION,
        "UPDATE",
        changed("review_id", "render_id", "sha256", "verdict", "reason", "note", "override", "patches", "by_id", "at")
        + f" OR (OLD.undone_at IS NOT NULL AND ({changed('undone_at')}))",
        "A decision is taken back or stands; it is never edited.",
    ),
    Guard(
        "approval_is_of_a_picture_that_is_there",
        DECISION,
        "INSERT",
        f"NEW.verdict = 'approve' AND {has_no_picture()}",
        "The picture was removed, and cannot be approved.",
    ),
    Guard(
        "approved_picture_is_not_removed",
        RENDER,
        "UPDATE",
        f"NEW.picture_removed_at IS NOT NULL AND OLD.picture_removed_at IS NULL AND {is_approved()}",
        "An approved picture is not removed.",
    ),
    Guard(
        "removed_picture_stays_removed",
        RENDER,
        "UPDATE",
        f"OLD.picture_removed_at IS NOT NULL AND ({changed('picture_removed_at')})",
        "A removed picture does not come back.",
    ),
    Guard("decision_is_not_deleted", DECISION, "DELETE", "1 = 1", "A decision is never deleted."),
    *append_only("renders_ruleset", "A version of the rules does not change. Make a new one."),
    *append_only("renders_rulelimit", "A version of the rules does not change. Make a new one."),
    *append_only("renders_decidedfinding", "What a decision was made on does not change."),
    Guard(
        "thread_is_about_real_bytes", THREAD, "INSERT", not_its_bytes(), "A comment is about the bytes of its picture."
    ),
    Guard(
        "thread_stays_where_it_is",
        THREAD,
        "UPDATE",
        changed("review_id", "number", "render_id", "sha256", "x", "y", "started_by_id"),
        "What a comment is about does not change.",
    ),
    *append_only("renders_comment", "A comment stands."),
    Guard("channel_kind_is_known", CHANNEL, "INSERT", kind_is_unknown(), "There is no channel of this kind."),
    Guard(
        "channel_kind_stays_known",
        CHANNEL,
        "UPDATE",
        changed("kind") + " AND " + kind_is_unknown(),
        "There is no channel of this kind.",
    ),
    Guard("only_the_approved_is_published", PUBLICATION, "INSERT", not_approved(), "Nobody approved this picture."),
    Guard(
        "publication_keeps_its_picture",
        PUBLICATION,
        "UPDATE",
        changed("render_id", "decision_id", "channel_id", "gallery_slot"),
        "A publication keeps its picture. Plan another one.",
    ),
    Guard(
        "only_the_approved_goes_live",
        PUBLICATION,
        "UPDATE",
        "NEW.state IN ('uploaded', 'published') AND NEW.state <> OLD.state AND " + not_approved(),
        "Nobody approved this picture.",
    ),
    Guard(
        "frozen_banner_is_not_edited",
        "renders_banner",
        "UPDATE",
        f"OLD.state <> 'draft' AND ({changed(*LOOK, *MADE_OF)})",
        "A frozen banner does not change. Make a new version.",
    ),
    Guard(
        "declined_banner_stays_declined",
        "renders_banner",
        "UPDATE",
        f"OLD.state = 'declined' AND ({changed('state', 'declined_by_id', 'declined_at', 'decline_reason')})",
        "A declined banner stays declined. Make a new version.",
    ),
    Guard("vote_comes_while_open", VOTE, "INSERT", duel_is_closed(), "This duel is closed."),
    *append_only(VOTE, "A vote stands."),
    *append_only("renders_pair", "The pairs of a duel stay as they were thrown."),
    Guard(
        "duel_keeps_what_was_agreed",
        DUEL,
        "UPDATE",
        "OLD.closed_at IS NOT NULL OR (OLD.code IS NOT NULL AND ("
        + changed(
            "challenger_id",
            "champion_id",
            "placement_id",
            "seed",
            "win_rate_needed",
            "minimum_votes",
            "judges_wanted",
            "code",
        )
        + "))",
        "What a duel was agreed on does not change.",
    ),
    Guard(
        "budget_is_raised_by_two",
        "renders_budget",
        "UPDATE OF cap_micros, agreed_micros",
        budget_is_raised_alone(),
        "Raising a budget by more than a fifth needs a second admin.",
    ),
    *append_only("renders_ledgerentry", "The ledger only grows."),
    *append_only("renders_serverhours", "Booked hours do not change."),
    *append_only("renders_event", "The audit log only grows."),
]
TRIGGERS: list[Trigger] = [*GUARDS, *tally_triggers.TRIGGERS, LedgerTrigger()]
EXPECTED = {trigger.name for trigger in TRIGGERS}


@receiver(pre_migrate)
def lift_guards(sender: Any, using: str, plan: list[Any], **_: Any) -> None:
    """Take the triggers away while tables change: SQLite would refuse to remake a table that one of them names."""
    if plan and sender.name == apps.get_app_config("renders").name:
        lift(TRIGGERS, using)


@receiver(post_migrate)
def install_guards(sender: Any, using: str, **_: Any) -> None:
    """Put guards and roles back.

    Both need the tables and permissions of all apps, so they wait for an app that comes after ours.
    """
    if sender.name != apps.get_app_config("auth").name or pending_migrations(using):
        return
    for app in ("catalog", "renders", "auth"):
        create_permissions(apps.get_app_config(app), verbosity=0, using=using)
    was_complete = installed(using) >= EXPECTED
    install(TRIGGERS, using)
    if not was_complete:
        # Nobody counted what was written without them.
        Decision.objects.list_unpublished()
        Tally.objects.rebuild()
        LedgerSum.objects.rebuild()
    for group, permissions in ROLES.items():
        set_permissions(group, permissions, using)
