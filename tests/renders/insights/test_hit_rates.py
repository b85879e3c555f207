"""What the checks are worth: counted as the queries written out here count."""

import pytest
from django.urls import reverse

from renders.insights.hit_rates import CHECKS_OF_REASON, hit_rates, proposed_limit
from renders.models import DecidedFinding, Decision, Reinspection, RuleSet
from renders.models.rule_sets import LimitChange
from renders.quality import SHIPPED
from tests.factories import make_decision, make_finding, make_person, make_review
from tests.html import flat

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def reviewer(module_rows):
    return make_person(group="Reviewers")


@pytest.fixture
def decided(reviewer):
    """Decide on a picture with findings of these checks."""

    def decide(verdict, *checks, reason="", severity="warning", note="", **finding):
        review = make_review()
        for check in checks:
            make_finding(review.pick, check_name=check, severity=severity, **finding)
        words = {name: text for name, text in (("reason", reason), ("note", note)) if text}
        if severity == "blocking":
            words["override"] = "It belongs there"
        return make_decision(review, by=reviewer, verdict=verdict, **words)

    return decide


@pytest.fixture
def history(decided):
    """Agreed, overridden, rejected for another fault, sent back, missed, undone, and notes that count for nothing."""
    decided("reject", "soft", "soft", "floating", reason="soft")
    decided("reject", "soft", reason="shadow")
    decided("approve", "soft", severity="blocking")
    decided("approve", "floating")
    decided("changes", "floating")
    decided("reject", reason="shadow")
    decided("reject", reason="other", note="Dust")
    decided("approve", "near_duplicate", severity="info")
    undone = decided("reject", "soft", reason="soft")
    assert undone.undo(by=undone.by)


def on_pictures(check, **decision):
    """Of how many standing decisions with these fields the check had found something serious."""
    found = DecidedFinding.objects.filter(check_name=check, severity__in=["warning", "blocking"])
    found = found.filter(decision__undone_at=None, **{f"decision__{name}": value for name, value in decision.items()})
    return found.values("decision").distinct().count()


def test_figures_of_checks_are_what_a_query_counts(history):
    figures = {one.code: one for one in hit_rates().checks}
    assert set(figures) == {"soft", "floating"}
    for code, reason in (("soft", "soft"), ("floating", "shadow")):
        agreed = on_pictures(code, verdict="reject", reason=reason)
        approved, found = on_pictures(code, verdict="approve"), on_pictures(code)
        one = figures[code]
        assert (one.found, one.agreed, one.approved, one.other) == (found, agreed, approved, found - agreed - approved)
    assert (figures["soft"].rate, figures["floating"].rate) == (0.5, 0.0)


def test_faults_that_no_check_named_are_what_a_query_counts(history):
    for fault in hit_rates().faults:
        rejected = Decision.objects.filter(undone_at=None, verdict="reject", reason=fault.reason)
        named = rejected.filter(findings__check_name__in=CHECKS_OF_REASON[fault.reason]).distinct()
        assert (fault.rejected, fault.named) == (rejected.count(), named.count())
    assert {fault.reason: fault.missed for fault in hit_rates().faults} == {"shadow": 2, "other": 1, "soft": 0}


def test_only_the_latest_decisions_count(history, decided):
    decided("approve", "noise")
    rates = hit_rates(latest=1)
    assert (rates.decisions, [one.code for one in rates.checks], rates.faults) == (1, ["noise"], [])


def test_two_queries_count_everything(history, django_assert_num_queries):
    with django_assert_num_queries(2):
        hit_rates()


def test_every_serious_check_belongs_to_a_reason():
    serious = {code for code, rule in SHIPPED.items() if rule.severity not in DecidedFinding.HARMLESS}
    assert serious <= frozenset().union(*CHECKS_OF_REASON.values())


@pytest.mark.parametrize(
    ("now", "approved", "agreed", "limit", "spared", "missed"),
    [
        (4, [4.5] * 12 + [9], [8] * 10, 4.5, 12, 0),
        # The smaller, the worse.
        (250, [248] * 12 + [200], [210] * 10, 248, 12, 0),
        # One fault that passes is made good by the many approved pictures that are spared.
        (4, [5] * 12 + [9], [4.5] + [8] * 9, 5, 12, 1),
    ],
)
def test_a_limit_is_proposed_where_it_spares_approved_pictures(now, approved, agreed, limit, spared, missed):
    proposal = proposed_limit(now, "px", approved=approved, agreed=agreed)
    assert (proposal.limit, proposal.spared, proposal.missed) == (limit, spared, missed)


@pytest.mark.parametrize(
    ("approved", "agreed"),
    [([4.5] * 5, [8] * 5), ([8] * 12, [5] * 12), ([], [8] * 30), ([3, 5] * 10, [3, 5] * 10)],
    ids=["too few", "faults are closer to the limit", "all agreed", "on both sides of the limit"],
)
def test_no_limit_is_proposed_without_reason(approved, agreed):
    assert proposed_limit(4, "px", approved=approved, agreed=agreed) is None


def test_limits_that_depend_on_the_order_are_left_alone(decided):
    for limit in (4, 5) * 10:
        decided("approve", "soft", limit=limit, measure=6)
    assert hit_rates().checks[0].proposal is None


def test_the_page_shows_figures_and_the_proposed_limit(decided, client_of, reviewer):
    for _ in range(20):
        decided("approve", "soft", limit=3.8, measure=4.5, unit="px")
    decided("reject", reason="edge")
    page = flat(client_of(reviewer).get(reverse("reviews.hit_rates")))
    assert "4.5 px instead of 3.8" in page
    assert "20 approved pictures spared, 0 faults missed" in page
    assert "Edge halo or cut-out" in page
    assert reverse("reviews.hit_rates") in flat(client_of(reviewer).get(reverse("reviews.list")))


def agreeing_to_a_limit(decided):
    """Thirty pictures approved although soft by 4 px, two rejected at 6 px: 4 px would have spared them."""
    for _ in range(30):
        decided("approve", "soft", measure=4.0, limit=3.8, unit="px")
    for _ in range(2):
        decided("reject", "soft", reason="soft", measure=6.0, limit=3.8, unit="px")


def test_an_admin_uses_a_proposed_limit_with_one_click(client_of, decided):
    agreeing_to_a_limit(decided)
    ada = make_person(group="Admins")
    RuleSet.objects.make(None, [LimitChange("noise", 7.0), LimitChange("soft", 3.8)], by=ada, note="Film")
    assert "Use this limit" in client_of(ada).get(reverse("reviews.hit_rates")).text
    client_of(ada).post(reverse("reviews.hit_rates.adopt"), {"check": "soft", "limit": "4.0"})
    assert RuleSet.objects.in_force(None).limits == {"noise": 7.0, "soft": 4.0}


@pytest.mark.parametrize(("check", "limit"), [("soft", "9.0"), ("seam", "4.0"), ("", ""), ("soft", "nan")])
def test_a_limit_that_is_not_proposed_any_more_changes_nothing(client_of, decided, check, limit):
    agreeing_to_a_limit(decided)
    browser = client_of(make_person(group="Admins"))
    answer = browser.post(reverse("reviews.hit_rates.adopt"), {"check": check, "limit": limit}, follow=True)
    assert "This limit is no longer proposed" in flat(answer)
    assert not RuleSet.objects.exists()


def test_reviewers_read_proposals_and_do_not_use_them(client_of, decided, reviewer):
    agreeing_to_a_limit(decided)
    assert "Use this limit" not in client_of(reviewer).get(reverse("reviews.hit_rates")).text


def test_the_page_says_how_far_pictures_are_measured_again(client_of, reviewer):
    Reinspection.objects.create(first=200, below=151, measured=40, changed=3)
    text = flat(client_of(reviewer).get(reverse("reviews.hit_rates")))
    assert "25% of all were looked at and 40 measured. 3 have other findings" in text
