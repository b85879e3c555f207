"""How prompts and image models do, and what reviewers' reasons propose."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog import guards as catalog_guards
from catalog.guards import lift
from catalog.models import PromptVersion
from renders import guards
from renders.insights.drift import MINIMUM_DECISIONS, PERIOD, Drift, Share, drifts
from renders.insights.performance import BY_MODEL, BY_VERSION, performance_by
from renders.insights.suggestions import SUGGESTIONS
from renders.models import Decision, Render
from tests.factories import (
    make_attempt,
    make_decision,
    make_finding,
    make_image_model,
    make_placement,
    make_render,
    make_review,
    make_shot,
    make_version,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def version(db):
    """A current version."""
    return make_version()


def drawn(version, seconds=30, price=10_000, **overrides):
    """A ready candidate in a shot of its own, drawn in so many seconds."""
    placement = version.template.placements.get()
    shot = make_shot(version=version, placement=placement, price_micros=price, **overrides)
    render = make_render(shot, attempt=make_attempt(shot, sent_at=NOW))
    Render.objects.filter(pk=render.pk).update(state_changed_at=NOW + timedelta(seconds=seconds))
    return render


def judged(version, verdict="approve", **words):
    """A candidate with a verdict."""
    return make_decision(make_review(drawn(version)), verdict=verdict, **words)


def score_of(version):
    """The only score of a version."""
    found = [score for key, score in performance_by(BY_VERSION).items() if key[0] == version.pk]
    assert len(found) == 1
    return found[0]


def test_a_score_counts_candidates_verdicts_and_money(version):
    judged(version)
    judged(version, "reject")
    judged(version, "changes")
    failed = make_render(drawn(version).shot, state="failed")
    score = score_of(version)
    assert (score.candidates, score.drawn, score.decided, score.approved) == (5, 4, 3, 1)
    assert score.spent_micros == 40_000
    assert score.cost_per_approved == 40_000
    assert not failed.was_charged


def test_a_failed_picture_that_was_charged_counts_as_money(version):
    make_render(drawn(version).shot, state="failed", was_charged=True)
    assert score_of(version).spent_micros == 20_000


@pytest.mark.parametrize(("times", "middle"), [([10, 20, 90], 20), ([10, 20, 30, 90], 25), ([7], 7)])
def test_the_time_of_a_score_is_the_median(version, times, middle):
    for seconds in times:
        drawn(version, seconds)
    assert score_of(version).seconds == middle


def test_renders_that_failed_do_not_count_into_the_time(version):
    render = drawn(version, 10)
    make_render(render.shot, state="failed", attempt=render.attempt)
    assert score_of(version).seconds == 10


def test_reject_reasons_are_ranked(version):
    for reason in ("shadow", "edge", "shadow"):
        judged(version, "reject", reason=reason)
    assert score_of(version).top_reasons == [
        ("shadow", "Shadow or light", 2),
        ("edge", "Edge halo or cut-out", 1),
    ]


def test_a_decision_that_was_taken_back_does_not_count(version):
    decision = judged(version)
    assert decision.undo(by=decision.by)
    assert score_of(version).decided == 0


def test_scores_by_image_model_gather_every_version():
    first, second = make_image_model(), make_image_model()
    placement = make_placement(image_models=[first, second])
    shots = [make_shot(placement=placement, image_model=model) for model in (first, first, second)]
    for shot in shots:
        make_render(shot)
    found = performance_by(BY_MODEL)
    assert {key: score.candidates for key, score in found.items()} == {(first.pk,): 2, (second.pk,): 1}


@pytest.fixture
def frozen(db):
    """A version frozen ten weeks ago."""
    version = make_version(is_frozen=True)
    lift(catalog_guards.GUARDS)
    PromptVersion.objects.filter(pk=version.pk).update(frozen_at=NOW - timedelta(weeks=10))
    version.refresh_from_db()
    return version


def shift(rows, moment, by):
    """Move rows in time."""
    for row in rows:
        type(row).objects.filter(pk=row.pk).update(**{moment: by})


def test_drift_holds_the_last_weeks_against_the_first(frozen):
    lift(guards.GUARDS)
    early, late = frozen.frozen_at + timedelta(days=3), NOW - timedelta(days=3)
    first = [judged(frozen) for _ in range(2)]
    last = [judged(frozen, "reject")]
    shift(first, "at", early)
    shift([one.render for one in first], "state_changed_at", early)
    shift([*last], "at", late)
    make_finding(last[0].render)
    (drift,) = drifts([frozen]).values()
    assert (drift.approved_early, drift.approved_late) == (Share(2, 2), Share(0, 1))
    assert (drift.marked_early, drift.marked_late) == (Share(0, 2), Share(1, 1))


def test_a_draft_has_no_drift(version):
    drawn(version)
    assert drifts([version]) == {}


LONG_AGO = NOW - 3 * PERIOD


def test_what_was_frozen_lately_is_too_young_to_have_drifted():
    drift = Drift(NOW - PERIOD, Share(20, 20), Share(0, 20))
    assert not drift.has_drifted
    assert drift.sentence.startswith("Too early")


def test_surely_fewer_approvals_are_drift():
    drift = Drift(LONG_AGO, Share(19, 20), Share(8, 20))
    assert drift.has_drifted
    assert drift.sentence == "It does not draw as it did in its first four weeks."


def test_surely_more_marks_are_drift():
    assert Drift(LONG_AGO, marked_early=Share(5, 200), marked_late=Share(60, 200)).has_drifted


def test_a_difference_within_the_intervals_is_no_drift():
    drift = Drift(LONG_AGO, Share(15, 20), Share(13, 20), Share(20, 200), Share(24, 200))
    assert not drift.has_drifted
    assert drift.sentence == "As in its first four weeks."


def test_too_few_verdicts_are_said_to_be_too_few():
    assert Drift(LONG_AGO, Share(3, 3), Share(0, 3)).sentence.startswith(f"Too few verdicts: {MINIMUM_DECISIONS} are needed")


def test_every_reason_but_other_has_a_remedy():
    assert set(SUGGESTIONS) == set(Decision.Reason.values) - {"other"}


@pytest.mark.parametrize(
    ("prompt", "after"),
    [
        ("One mug, 50mm", "One mug, 50mm. Sharp focus on the whole product."),
        ("One mug.\n", "One mug. Sharp focus on the whole product."),
        ("Sharp focus on the whole product. One mug", "Sharp focus on the whole product. One mug"),
    ],
)
def test_a_remedy_is_said_once_at_the_end(prompt, after):
    assert SUGGESTIONS["soft"].apply(prompt) == after


def test_a_remedy_tells_what_its_clause_says_so_far():
    prompt = "One mug, on white paper. Hard light from the right, 50mm."
    assert SUGGESTIONS["shadow"].current_text(prompt) == "Hard light from the right"
    assert SUGGESTIONS["crop"].current_text(prompt) == ""


def page_of(browser, version):
    """The scoreboard of the version's template."""
    return " ".join(unescape(browser.get(reverse("versions.scoreboard", args=[version.template.slug])).content.decode()).split())


def test_a_marketer_sees_the_proposal_and_no_button(client_of, petra, version):
    judged(version, "reject", reason="shadow")
    body = page_of(client_of(petra), version)
    assert "“Soft light from the upper left, soft contact shadow.”" in body
    assert "Draft it" not in body


def test_one_click_opens_the_next_draft_with_the_proposal_in_it(client_of, ada, version):
    judged(version, "reject", reason="shadow")
    browser = client_of(ada)
    assert "Draft it" in page_of(browser, version)
    path = reverse("versions.scoreboard.apply", args=[version.template.slug, version.number])
    response = browser.post(path, {"reason": "shadow"})
    draft = PromptVersion.objects.get(template=version.template, number=2)
    assert response.headers["Location"] == reverse("admin:catalog_promptversion_change", args=[draft.pk])
    assert draft.prompt == f"{version.prompt}. Soft light from the upper left, soft contact shadow."
    version.refresh_from_db()
    assert "Soft light" not in version.prompt


def test_a_reason_without_a_clause_writes_nothing(client_of, ada, version):
    path = reverse("versions.scoreboard.apply", args=[version.template.slug, version.number])
    client_of(ada).post(path, {"reason": "other"})
    assert PromptVersion.objects.count() == 1


def test_a_version_that_drew_nothing_has_no_line(client_of, petra, version):
    assert "Nothing was drawn yet" in page_of(client_of(petra), version)
    assert not Render.objects.exists()
