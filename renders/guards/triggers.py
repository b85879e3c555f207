"""Guards of money, history and judgement, and what else the database does at a write."""

from catalog.guards import Guard, Trigger, append_only, changed
from renders.guards.conditions import (
    approves_a_block,
    budget_is_raised_alone,
    duel_is_closed,
    has_no_picture,
    has_no_task,
    is_approved,
    is_fetched_again,
    kind_is_unknown,
    legal_moves,
    made_of_nothing_ready,
    not_approved,
    not_four_eyes,
    not_its_bytes,
    ordered_by_another,
    production_goes_without_current,
    production_may_still_change,
    production_reworks_without_current,
)
from renders.models import set_sums, tally_triggers
from renders.models.banners import LOOK
from renders.models.ledger_sums import LedgerTrigger
from renders.models.renders import TRANSITIONS

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
TRIGGERS: list[Trigger] = [*GUARDS, *tally_triggers.TRIGGERS, LedgerTrigger(), set_sums.TRIGGER]
EXPECTED = {trigger.name for trigger in TRIGGERS}
