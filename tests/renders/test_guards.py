"""What no constraint can state is refused by the database itself, whoever asks: ORM, bulk update or raw SQL."""

import pytest
from django.apps import apps
from django.db import Error, connection, transaction

from catalog import guards as catalog_guards
from catalog.models import Promotion, PromptVersion
from renders import guards
from renders.models import (
    Budget,
    BudgetChange,
    CommentThread,
    Decision,
    Event,
    LedgerEntry,
    Publication,
    Render,
    Shot,
    ShotSet,
    Tally,
)
from renders.models.actions import Action
from renders.models.comments import Spot
from renders.models.events import record
from renders.models.money import reserve
from tests.factories import (
    make_attempt,
    make_budget,
    make_channel,
    make_decision,
    make_finding,
    make_image_model,
    make_person,
    make_publication,
    make_render,
    make_review,
    make_shot,
    make_shot_set,
    make_thread,
    make_version,
)

pytestmark = pytest.mark.django_db


def refused(sentence, *calls):
    """Each call is refused with this sentence."""
    for call in calls:
        with pytest.raises(Error, match=sentence), transaction.atomic():
            call()


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_every_guard_is_in_place_after_migrate():
    assert catalog_guards.installed() == catalog_guards.EXPECTED | guards.EXPECTED


def test_what_was_written_without_guards_is_counted_when_they_are_put_back():
    catalog_guards.lift(guards.TRIGGERS, "default")
    make_render(state="ready")
    guards.install_guards(sender=apps.get_app_config("auth"), using="default")
    counted = sorted(Tally.objects.values_list("version", "measure", "count"))
    Tally.objects.rebuild()
    assert counted
    assert counted == sorted(Tally.objects.values_list("version", "measure", "count"))


def test_no_set_becomes_production_afterwards():
    shot = make_shot()
    refused("does not change", lambda: ShotSet.objects.filter(pk=shot.shot_set_id).update(kind="production"))


def test_no_shot_moves_into_another_set():
    shot, other = make_shot(), make_shot_set(kind="production")
    refused("does not change", lambda: Shot.objects.filter(pk=shot.pk).update(shot_set=other))


def test_a_locked_prompt_cannot_be_changed():
    version = make_version()
    PromptVersion.objects.filter(pk=version.pk).lock()
    version.refresh_from_db()
    version.prompt = "Another prompt"
    refused(
        "locked",
        version.save,
        lambda: PromptVersion.objects.filter(pk=version.pk).update(prompt="Another prompt"),
        lambda: PromptVersion.objects.bulk_update([version], ["prompt"]),
        lambda: sql("UPDATE catalog_promptversion SET prompt = 'x' WHERE id = %s", version.pk),
        lambda: PromptVersion.objects.filter(pk=version.pk).update(parameters={"long_edge": 2048}),
        lambda: PromptVersion.objects.filter(pk=version.pk).update(placeholder_specs={"color": {"kind": "text"}}),
        lambda: PromptVersion.objects.filter(pk=version.pk).update(image_model=make_image_model()),
        lambda: PromptVersion.objects.filter(pk=version.pk).update(locked_at=None),
        lambda: sql("DELETE FROM catalog_promptversion WHERE id = %s", version.pk),
    )


def test_a_draft_may_be_changed_until_its_first_launch():
    version = make_version()
    assert PromptVersion.objects.filter(pk=version.pk).update(prompt="Another {{color}} prompt") == 1


def test_a_frozen_version_stays_frozen(ada):
    version = make_version(is_frozen=True)
    refused("frozen|locked", lambda: PromptVersion.objects.filter(pk=version.pk).update(frozen_at=None, frozen_by=None))
    assert not version.freeze(by=ada)


def test_the_history_of_the_current_version_only_grows():
    make_version()
    refused("only grows", Promotion.objects.all().delete, lambda: Promotion.objects.update(reason="x"))


def test_the_ledger_only_grows():
    reserve(make_shot_set(), 100)
    refused(
        "only grows",
        lambda: LedgerEntry.objects.update(reserved_micros=1),
        lambda: sql("DELETE FROM renders_ledgerentry"),
    )


def test_the_audit_log_only_grows():
    record(Action.SET_LAUNCHED, shot_set=make_shot_set())
    refused("only grows", lambda: Event.objects.update(note="x"), lambda: sql("DELETE FROM renders_event"))


def test_a_render_keeps_its_bytes():
    render = make_render()
    refused("bytes of a render", lambda: Render.objects.filter(pk=render.pk).update(sha256="b" * 64))


def test_a_shot_keeps_its_contract():
    shot = make_shot()
    refused("does not change", lambda: Shot.objects.filter(pk=shot.pk).update(contract_json={"prompt": "another"}))


def test_a_set_keeps_its_launcher():
    shot_set = make_shot_set()
    other = make_person()
    refused("does not change", lambda: ShotSet.objects.filter(pk=shot_set.pk).update(launched_by=other))


def test_no_blocked_picture_is_approved_without_a_reason():
    review = make_review()
    make_finding(review.pick, severity="blocking")
    facts = {"review": review, "render": review.pick, "sha256": review.pick.sha256, "verdict": "approve"}
    refused("blocks", lambda: Decision.objects.create(by=make_person(group="Reviewers"), **facts))


def test_what_a_decision_was_made_on_does_not_change():
    review = make_review()
    make_finding(review.pick)
    decision = make_decision(review)
    refused("does not change", lambda: decision.findings.update(limit=9), decision.findings.all().delete)


def test_a_decision_is_not_edited_or_deleted():
    decision = make_decision(verdict="reject")
    refused(
        "never",
        lambda: Decision.objects.filter(pk=decision.pk).update(verdict="approve"),
        lambda: sql("DELETE FROM renders_decision WHERE id = %s", decision.pk),
    )


def test_nobody_decides_on_what_they_launched_or_submitted_even_by_sql(ruth):
    review = make_review()
    row = {"review": review, "render": review.pick, "sha256": review.pick.sha256, "verdict": "approve"}
    refused("Someone else", lambda: Decision.objects.create(by=review.submitted_by, **row))
    assert Decision.objects.create(by=ruth, **row)


def test_a_decision_is_about_the_pick(ruth):
    review = make_review()
    other = make_render(review.shot)
    refused(
        "Someone else",
        lambda: Decision.objects.create(review=review, render=other, sha256=other.sha256, verdict="approve", by=ruth),
    )


def test_nothing_unapproved_can_be_planned_for_publication_even_by_sql():
    decision = make_decision(verdict="reject")
    refused("Nobody approved", lambda: make_publication(decision))


def test_an_approval_of_one_picture_does_not_publish_another():
    decision = make_decision()
    other = make_render(decision.render.shot)
    refused("Nobody approved", lambda: make_publication(decision, render=other))


def test_an_approval_that_was_taken_back_goes_no_further(ruth):
    decision = make_decision(by=ruth)
    publication = make_publication(decision)
    Decision.objects.filter(pk=decision.pk).update(undone_at="2026-01-01T00:00Z")
    one = Publication.objects.filter(pk=publication.pk)
    refused("Nobody approved", lambda: one.update(state="uploaded"), lambda: one.update(state="published"))


def test_a_publication_keeps_its_picture():
    publication, channel = make_publication(), make_channel()
    refused("keeps its picture", lambda: Publication.objects.filter(pk=publication.pk).update(channel=channel))


def test_a_submitted_render_has_a_task():
    untold = make_attempt(task_id="")
    render = make_render(untold.shot, state="submitting", attempt=untold)
    refused(
        "A submitted render has a task",
        lambda: Render.objects.filter(pk=render.pk).update(state="submitted"),
        lambda: sql("UPDATE renders_render SET state = 'submitted' WHERE id = %s", render.pk),
        lambda: make_render(untold.shot, state="submitted", attempt=untold),
    )


def test_an_attempt_keeps_its_task():
    attempt = make_attempt()
    refused("does not change", lambda: sql("UPDATE renders_attempt SET task_id = '' WHERE id = %s", attempt.pk))


def test_no_budget_is_raised_by_more_than_a_fifth_without_a_second_admin():
    budget, typed = make_budget(cap_micros=100), {"period": "month", "asked_by": make_person()}
    budgets = Budget.objects.filter(pk=budget.pk)
    budgets.update(cap_micros=10)
    refused(
        "second admin",
        lambda: budgets.update(cap_micros=13),
        lambda: budgets.update(agreed_micros=1_000),
        lambda: sql("UPDATE renders_budget SET cap_micros = 1000000 WHERE id = %s", budget.pk),
    )
    BudgetChange.objects.create(budget=budget, cap_micros=13, **typed)
    refused("second admin", lambda: budgets.update(cap_micros=13))
    BudgetChange.objects.update(is_confirmed=True, answered_by=make_person(), answered_at=budget.created_at)
    assert budgets.update(cap_micros=13) == 1


def test_a_comment_stands_and_its_thread_stays_on_its_picture():
    thread = make_thread(spot=Spot(0.2, 0.4))
    rows = CommentThread.objects.filter(pk=thread.pk)
    refused("A comment stands", lambda: thread.comments.update(text="Fine"), lambda: thread.comments.all().delete())
    refused("does not change", lambda: rows.update(x=0.5), lambda: rows.update(x=None, y=None))
    refused("does not change", lambda: rows.update(render=make_render()))


def test_a_thread_names_the_bytes_of_its_picture():
    review = make_review()
    about = {"number": 1, "render": review.pick, "started_by": review.submitted_by}
    refused(
        "about the bytes", lambda: CommentThread.objects.create(review=review, sha256=make_render().sha256, **about)
    )
