"""Declining a banner: somebody else than its maker says why, and the version is never used."""

import pytest
from django.db import IntegrityError, transaction

from renders.models import Banner, Event, Notification
from renders.models.notification_texts import detail_of, title_of
from tests.factories import make_banner, make_person
from tests.html import flat

pytestmark = pytest.mark.django_db
State = Banner.State
WHY = "The name covers the handle"


@pytest.fixture
def frozen(ada):
    banner = make_banner(made_by=ada)
    banner.freeze(by=ada)
    return banner


def decline(client, banner, reason=WHY):
    return client.post(f"{banner.get_absolute_url()}decline/", {"reason": reason})


def state_of(banner):
    return Banner.objects.values_list("state", flat=True).get(pk=banner.pk)


def test_a_reviewer_declines_with_a_reason_and_its_page_and_the_log_say_so(client_of, ruth, ada, frozen):
    reviewer = client_of(ruth)
    assert "Decline it…" in flat(reviewer.get(frozen.get_absolute_url()))
    assert decline(reviewer, frozen)["Location"] == frozen.get_absolute_url()
    page = flat(client_of(ada).get(frozen.get_absolute_url()))
    assert "<strong>Ruth</strong> declined it" in page
    assert WHY in page
    event = Event.objects.get(action="banner_declined")
    assert (event.by, event.person, event.note) == (ruth, ada, f"{frozen}: {WHY}")


def test_without_a_reason_nothing_is_declined(client_of, ruth, frozen):
    answer = decline(client_of(ruth), frozen, reason=" ")
    assert answer.status_code == 422
    assert "Say why, so that its maker can go on from there." in flat(answer)
    assert state_of(frozen) == State.FROZEN


def test_its_maker_is_notified_of_the_decision_and_reads_it_on_its_page(client_of, ruth, ada, frozen):
    decline(client_of(ruth), frozen)
    [one] = Notification.objects.of(ada).with_subjects()
    assert (title_of(one), detail_of(one)) == (f"Ruth declined {frozen}", WHY)
    assert one.get_absolute_url() == frozen.get_absolute_url()
    client_of(ada).get(frozen.get_absolute_url())
    assert not Notification.objects.of(ada).unread().exists()


def test_its_maker_does_not_decline_it_even_with_both_roles(client_of, ada, frozen):
    ada.groups.add(make_person(group="Reviewers").groups.get())
    decline(client_of(ada), frozen)
    assert state_of(frozen) == State.FROZEN


def test_a_draft_is_not_declined(client_of, ruth):
    draft = make_banner()
    decline(client_of(ruth), draft)
    assert state_of(draft) == State.DRAFT


def test_what_was_declined_is_neither_approved_nor_taken_out_of_use_and_a_new_version_begins(
    client_of, ruth, ada, frozen
):
    decline(client_of(ruth), frozen)
    client_of(ruth).post(f"{frozen.get_absolute_url()}approve/")
    client_of(ada).post(f"{frozen.get_absolute_url()}retire/")
    assert state_of(frozen) == State.DECLINED
    client_of(ada).post(f"{frozen.get_absolute_url()}again/")
    assert Banner.objects.get(number=2).state == State.DRAFT


def test_the_database_refuses_to_change_a_declined_banner(ruth, frozen):
    frozen.decline(by=ruth, reason=WHY)
    with pytest.raises(IntegrityError, match="A declined banner stays declined"), transaction.atomic():
        Banner.objects.update(state=State.APPROVED, approved_by=ruth, approved_at=frozen.frozen_at)


def test_a_version_that_is_over_is_taken_out_of_use_once(client_of, ada, frozen):
    for _ in range(2):
        client_of(ada).post(f"{frozen.get_absolute_url()}retire/")
    assert Event.objects.filter(action="banner_retired").count() == 1
