"""When a guard refuses: conditions in SQL over OLD and NEW that no constraint can state."""

from catalog.guards import changed
from renders import channels, providers


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
