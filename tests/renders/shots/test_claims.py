"""Calling a picture faulty work of its vendor, and the list that is sent to the vendor."""

import csv
from io import StringIO

import pytest
from django.urls import reverse

from renders.models import Decision, Event, Review, VendorClaim
from renders.models.actions import Action
from renders.models.vendor_claims import NotClaimable
from tests.factories import make_account, make_attempt, make_render, make_review, make_shot

pytestmark = pytest.mark.django_db


@pytest.fixture
def render(db):
    shot = make_shot()
    attempt = make_attempt(shot, task_id="task-9", price_micros=25_000)
    return make_render(shot, attempt=attempt, price_micros=25_000)


def claim(browser, render, reason="distorted", note="", **more):
    address = reverse("shots.claims.make", args=[render.shot.code, render.number])
    return browser.post(address, {"reason": reason, "note": note, **more}, follow=True)


def table(browser, **asked):
    answer = browser.get(reverse("shots.claims.table"), asked)
    return list(csv.reader(StringIO(b"".join(answer).decode())))


def test_a_claim_keeps_what_the_vendor_knows_the_picture_by(client_of, ruth, render):
    page = claim(client_of(ruth), render, note="Two handles")
    made = VendorClaim.objects.get()
    assert (made.provider, made.endpoint) == (render.account.provider, render.shot.image_model.endpoint)
    assert (made.task_id, made.price_micros, made.ordered_at) == ("task-9", 25_000, render.attempt.sent_at)
    assert "“Two handles”" in page.content.decode()
    assert Event.objects.get(action=Action.CLAIM_MADE).note == "Product distorted or garbled: Two handles"


def test_a_claim_changes_no_decision(client_of, ruth, render):
    review = make_review(render)
    page = claim(client_of(ruth), render, review=review.pk)
    assert page.redirect_chain[-1][0].startswith(review.get_absolute_url())
    assert Review.objects.get().state == Review.State.OPEN
    assert not Decision.objects.exists()


def test_a_second_claim_changes_nothing(client_of, petra, ruth, render):
    claim(client_of(petra), render)
    claim(client_of(ruth), render, "empty")
    assert VendorClaim.objects.get().reason == "distorted"


def test_another_reason_needs_a_note(client_of, ruth, render):
    assert "Say what is wrong. Nothing was noted." in claim(client_of(ruth), render, "other").content.decode()
    assert not VendorClaim.objects.exists()


def test_what_was_made_here_is_no_work_of_a_vendor(ruth, render):
    with pytest.raises(NotClaimable):
        VendorClaim.make(make_render(state="queued"), by=ruth, reason="empty")


def test_a_claim_that_is_taken_back_leaves_the_list_and_can_be_made_again(client_of, ruth, render):
    browser = client_of(ruth)
    claim(browser, render)
    browser.post(reverse("shots.claims.withdraw", args=[VendorClaim.objects.get().pk]))
    assert list(browser.get(reverse("shots.claims")).context["claims"]) == []
    claim(browser, render, "empty")
    assert VendorClaim.objects.standing().get().reason == "empty"
    assert Event.objects.filter(action=Action.CLAIM_WITHDRAWN, by=ruth).count() == 1


def test_the_file_for_the_vendor_holds_no_formula_and_nobodys_name(client_of, ruth, render):
    claim(client_of(ruth), render, note="=HYPERLINK(1)")
    head, row = table(client_of(ruth))
    assert dict(zip(head, row, strict=True))["Note"] == "'=HYPERLINK(1)"
    assert dict(zip(head, row, strict=True))["Task"] == "task-9"
    assert dict(zip(head, row, strict=True))["Price in $"] == "0.025"
    assert ruth.first_name not in row


def test_the_list_is_filtered_by_provider(client_of, ruth, render):
    claim(client_of(ruth), render)
    assert len(table(client_of(ruth), provider=render.account.provider)) == 2
    assert len(table(client_of(ruth), provider="nobody")) == 1


def test_the_filter_offers_the_providers_of_claims_that_stand(client_of, ruth, render):
    other = make_render(make_shot(account=make_account(provider="pixelmuse")))
    browser = client_of(ruth)
    claim(browser, render)
    claim(browser, other)
    address = reverse("shots.claims")
    provider = render.account.provider
    assert offered(browser.get(address)) == ["", *sorted([provider, "pixelmuse"])]
    browser.post(reverse("shots.claims.withdraw", args=[VendorClaim.objects.get(render=other).pk]))
    assert offered(browser.get(address)) == ["", provider]


def offered(page):
    return [value for value, _ in page.context["filter"].fields["provider"].choices]


def test_a_provider_without_a_claim_finds_nothing_and_is_named(client_of, ruth, render):
    claim(client_of(ruth), render)
    page = client_of(ruth).get(reverse("shots.claims"), {"provider": "nobody"})
    assert list(page.context["claims"]) == []
    assert "nobody is not one of the available choices" in page.content.decode()
