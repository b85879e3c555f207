"""Guests look at one set by a link, and what they say advises the team and decides nothing."""

from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from renders import files
from renders.models import Decision, Event, GuestAdvice, GuestLink, Render, Review
from renders.models import guests as guest_rules
from renders.models.actions import Action
from tests.factories import (
    make_guest_advice,
    make_guest_link,
    make_render,
    make_review,
    make_shot,
    make_shot_set,
    make_token,
)
from tests.html import flat
from tests.images import packshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def shot(petra):
    return make_shot(make_shot_set(launched_by=petra, title="Autumn mugs"))


@pytest.fixture
def render(shot):
    return make_render(shot)


@pytest.fixture
def link(render):
    return make_guest_link(render.shot_set)


class GuestBrowser(Client):
    """Nobody signed in with it. It keeps the token of a page and says where a form stood, as browsers do."""

    def __init__(self):
        super().__init__(enforce_csrf_checks=True)

    def post(self, address, data):
        answer = self.get(data.pop("page"))
        policy = answer["Referrer-Policy"]
        origin = "null" if policy == "no-referrer" else "http://testserver"
        sent = {**data, "csrfmiddlewaretoken": self.cookies["csrf"].value}
        return super().post(address, sent, headers={"origin": origin})


@pytest.fixture
def guest():
    return GuestBrowser()


def judge(browser, link, render, verdict="yes"):
    sent = {"verdict": verdict, "page": link.get_absolute_url()}
    return browser.post(reverse("guests.candidate.judge", args=[link.token, render.pk]), sent)


def comment(browser, link, render, **fields):
    sent = {"text": "Too dark", "token": uuid4(), "page": link.get_absolute_url(), **fields}
    return browser.post(reverse("guests.candidate.comment", args=[link.token, render.pk]), sent)


def shown(browser, link, **asked):
    """The ids of the pictures on the guest's page."""
    page = browser.get(link.get_absolute_url(), asked)
    return [picture.render.pk for _, pictures in page.context["shots"] for picture in pictures]


def picture_page(link, render):
    return reverse("guests.candidate", args=[link.token, render.pk])


def test_a_link_is_made_copied_and_noted(petras, petra, shot):
    address = reverse("guests.links", args=[shot.shot_set.code])
    petras.post(address, {"guest": "Anna of the agency", "shows": "all", "days": 7})
    made = GuestLink.objects.get()
    assert f"http://testserver{made.get_absolute_url()}" in flat(petras.get(address))
    assert timedelta(days=6) < made.expires_at - timezone.now() < timedelta(days=7)
    assert Event.objects.get(action=Action.GUEST_INVITED).by == petra


def test_a_link_without_a_name_is_refused_and_what_was_chosen_stays(petras, shot):
    sent = {"guest": " ", "shows": "chosen", "days": 30}
    page = petras.post(reverse("guests.links", args=[shot.shot_set.code]), sent)
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Enter whom the link is for. None was made." in flat(page)
    assert '<option value="chosen" selected>' in page.content.decode()


def test_who_may_not_invite_reads_no_address(client_of, paul, link):
    page = client_of(paul).get(reverse("guests.links", args=[link.shot_set.code]))
    assert link.guest in flat(page)
    assert link.token not in flat(page)


def test_a_guest_sees_the_pictures_and_neither_price_prompt_nor_person(guest, link, render, petra):
    pages = [guest.get(link.get_absolute_url()), guest.get(picture_page(link, render))]
    text = " ".join(flat(page) for page in pages)
    assert "Autumn mugs" in text
    shot = render.shot
    hidden = ["$", petra.username, petra.first_name, shot.contract.prompt, shot.version.template.name]
    assert [secret for secret in hidden if secret in text] == []


def test_dropped_and_unfinished_pictures_are_not_shown(guest, link, render, shot):
    dropped, waiting = make_render(shot, mark=Render.Mark.DROP), make_render(shot, state="queued")
    assert shown(guest, link) == [render.pk]
    for hidden in (dropped, waiting):
        assert guest.get(picture_page(link, hidden)).status_code == HTTPStatus.NOT_FOUND


def test_a_link_may_show_only_starred_and_submitted_pictures(guest, shot):
    make_render(shot)
    starred, pick, beside = make_render(shot, mark=Render.Mark.STAR), make_render(shot), make_render(shot)
    make_review(pick, others=[beside])
    link = make_guest_link(shot.shot_set, shows=GuestLink.Shows.CHOSEN)
    assert shown(guest, link) == [starred.pk, pick.pk, beside.pk]


def test_a_link_opens_no_other_set(guest, link):
    other = make_render()
    for name in ("candidate", "candidate.judge", "candidate.comment"):
        address = reverse(f"guests.{name}", args=[link.token, other.pk])
        verb = guest.get if name == "candidate" else guest.post
        sent = {"verdict": "yes", "text": "x", "token": uuid4(), "page": link.get_absolute_url()}
        assert verb(address, sent).status_code == HTTPStatus.NOT_FOUND
    file = reverse("guests.file", args=[link.token, other.pk, "view-1280"])
    assert guest.get(file).status_code == HTTPStatus.NOT_FOUND
    assert not GuestAdvice.objects.exists()


def test_an_id_that_comes_back_does_not_open_what_another_guest_was_shown(guest, link):
    address, pk = link.get_absolute_url(), link.pk
    link.delete()
    make_guest_link(pk=pk)
    assert guest.get(address).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("forged", ["1", "1:", "1:abc", Signer(salt="other").sign("1"), "\x00"])
def test_an_address_that_we_did_not_sign_leads_nowhere(guest, link, forged):
    address = reverse("guests.pictures", args=[forged])
    assert guest.get(address).status_code == HTTPStatus.NOT_FOUND


def ended(link, by):
    link.end(by=by)


def expired(link, by):
    GuestLink.objects.update(expires_at=timezone.now())


@pytest.mark.parametrize("over", [ended, expired])
def test_a_link_that_is_over_says_so_shows_nothing_and_takes_nothing(guest, link, render, petra, over):
    over(link, petra)
    pages = [guest.get(link.get_absolute_url()), guest.get(picture_page(link, render)), judge(guest, link, render)]
    pages.append(comment(guest, link, render, text="Too late"))
    assert "Too late" in flat(pages[-1])
    pages.append(guest.get(reverse("guests.file", args=[link.token, render.pk, "zoom"])))
    assert {page.status_code for page in pages} == {HTTPStatus.GONE}
    assert all("This link has ended" in flat(page) for page in pages)
    assert not GuestAdvice.objects.exists()


def test_ending_a_link_is_noted_once(petras, petra, link):
    for _ in range(2):
        petras.post(reverse("guests.links.end", args=[link.pk]))
    assert Event.objects.get(action=Action.GUEST_LINK_ENDED).by == petra


def test_a_guest_has_one_verdict_a_picture_and_may_take_it_back(guest, link, render):
    for verdict in ("yes", "yes", "no"):
        judge(guest, link, render, verdict)
    assert GuestAdvice.objects.get().verdict == "no"
    judge(guest, link, render, "none")
    assert not GuestAdvice.objects.exists()


def test_a_comment_sent_twice_is_there_once_and_may_have_a_pin(guest, link, render):
    sent = {"token": uuid4(), "left": "25", "top": "50"}
    for _ in range(2):
        comment(guest, link, render, **sent)
    advice = GuestAdvice.objects.get()
    assert (advice.text, advice.x, advice.y) == ("Too dark", 0.25, 0.5)
    assert '<svg x="25.00%" y="50.00%"' in flat(guest.get(picture_page(link, render)))


def test_a_refused_comment_keeps_what_was_typed(guest, link, render):
    page = comment(guest, link, render, text="The handle", left="25")
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "The handle" in flat(page)
    assert "A pin needs both places." in flat(page)


@pytest.mark.parametrize("limit", ["MAX_ON_A_PICTURE", "MAX_COMMENTS"])
def test_a_link_takes_so_many_comments_and_keeps_what_was_typed_beyond(guest, link, render, monkeypatch, limit):
    monkeypatch.setattr(guest_rules, limit, 1)
    comment(guest, link, render)
    page = comment(guest, link, render, text="Another one")
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "No more than 1 comments are taken here. This one was not saved." in flat(page)
    assert "Another one" in flat(page)
    assert GuestAdvice.objects.count() == 1


def test_what_was_written_about_a_picture_that_is_shown_no_more_is_given_back(guest, link, render):
    Render.objects.filter(pk=render.pk).update(mark=Render.Mark.DROP)
    page = comment(guest, link, render, text="The handle is bent")
    assert page.status_code == HTTPStatus.NOT_FOUND
    for words in ("This picture is not shown any more", "The handle is bent", f'href="{link.get_absolute_url()}"'):
        assert words in flat(page)


def test_a_link_that_ends_while_its_guest_writes_takes_nothing(link, render, petra):
    link.end(by=petra)
    with pytest.raises(guest_rules.GuestLinkEnded):
        link.judge(render, "yes")
    assert not GuestAdvice.objects.exists()


def test_somebody_signed_in_does_not_speak_for_a_guest(petras, link, render):
    address = reverse("guests.candidate.judge", args=[link.token, render.pk])
    page = petras.post(address, {"verdict": "yes"})
    assert page.status_code == HTTPStatus.FORBIDDEN
    assert f"this is for {link.guest} to say" in flat(page)
    shown = flat(petras.get(picture_page(link, render)))
    assert f"Only {link.guest} can say something here." in shown
    assert address not in shown
    assert not GuestAdvice.objects.exists()


def test_only_the_guests_own_visit_is_noted(petras, guest, link):
    petras.get(link.get_absolute_url())
    guest.head(link.get_absolute_url())
    link.refresh_from_db()
    assert link.last_seen_at is None
    guest.get(link.get_absolute_url())
    link.refresh_from_db()
    assert link.last_seen_at


def test_the_same_verdict_again_changes_nothing(guest, link, render):
    judge(guest, link, render)
    before = GuestAdvice.objects.values().get()
    judge(guest, link, render)
    assert GuestAdvice.objects.values().get() == before


def test_what_guests_say_stands_beside_the_review_and_decides_nothing(guest, link, render, client_of, ruth):
    review = make_review(render)
    judge(guest, link, render, "no")
    comment(guest, link, render, left="25", top="50")
    text = flat(client_of(ruth).get(review.get_absolute_url()))
    for words in ("Guests say", "Would not use it", "Too dark", "Anna of the agency", 'aria-label="Comment G1"'):
        assert words in text
    assert Review.objects.get().state == Review.State.OPEN
    assert not Decision.objects.exists()


def test_a_guests_yes_makes_nothing_publishable(guest, link, render, petras):
    make_review(render)
    judge(guest, link, render)
    assert not Decision.objects.standing().exists()
    assert not petras.get(reverse("publications.list")).context["rows"]


def test_a_pin_has_one_letter_wherever_it_is_and_whatever_comes_after_it(petras, client_of, ruth, shot):
    renders = [make_render(shot), make_render(shot)]
    first, second = make_guest_link(shot.shot_set), make_guest_link(shot.shot_set)
    make_guest_advice(second, renders[0], text="Earlier", x=0.1, y=0.1)
    make_guest_advice(first, renders[1], text="Later", x=0.2, y=0.2)
    review = make_review(renders[0], others=renders[1:])
    seen = client_of(ruth).get(review.get_absolute_url()).context["advice"].all
    assert {one.advice.text: one.letter for one in seen} == {"Earlier": "G1", "Later": "G2"}
    [viewed] = petras.get(renders[1].get_absolute_url()).context["advice"].all
    assert viewed.letter == "G2"


def test_a_submission_that_was_withdrawn_is_not_shown_as_chosen(guest, shot, petra):
    pick = make_render(shot)
    make_review(pick).withdraw(by=petra)
    assert shown(guest, make_guest_link(shot.shot_set, shows=GuestLink.Shows.CHOSEN)) == []


def test_what_a_program_ordered_is_shown_to_no_guest(petras, petra, shot):
    shot.shot_set.task_token = make_token(petra)
    shot.shot_set.save()
    page = petras.post(reverse("guests.links", args=[shot.shot_set.code]), {"guest": "Anna", "shows": "all", "days": 7})
    assert page.status_code == HTTPStatus.FORBIDDEN


def test_an_admin_ends_a_link_without_reading_its_address(client_of, ada, link):
    page = flat(client_of(ada).get(reverse("guests.links", args=[link.shot_set.code])))
    assert reverse("guests.links.end", args=[link.pk]) in page
    assert link.token not in page
    client_of(ada).post(reverse("guests.links.end", args=[link.pk]))
    link.refresh_from_db()
    assert link.ended_by == ada


def test_an_admin_erases_the_name_of_a_guest_on_the_page(client_of, ada, link, render):
    make_guest_advice(link, render)
    page, erase = reverse("guests.links", args=[link.shot_set.code]), reverse("guests.links.erase", args=[link.pk])
    adas = client_of(ada)
    assert erase in flat(adas.get(page))
    answer = flat(adas.post(erase, follow=True))
    link.refresh_from_db()
    assert (link.guest, link.ended_by, link.advice.count()) == (f"Guest {link.pk}", ada, 1)
    assert "Anna of the agency" not in answer
    assert erase not in answer


@pytest.mark.parametrize("who", ["petra", "ruth"])
def test_only_admins_erase_the_name_of_a_guest(client_of, link, who, request):
    browser, erase = client_of(request.getfixturevalue(who)), reverse("guests.links.erase", args=[link.pk])
    assert erase not in flat(browser.get(reverse("guests.links", args=[link.shot_set.code])))
    assert browser.post(erase).status_code == HTTPStatus.FORBIDDEN


def test_a_browser_asks_again_for_a_picture_and_gets_it_once(guest, link, shot):
    render = make_render(shot, sha256=files.MASTERS.store(packshot()))
    address = reverse("guests.file", args=[link.token, render.pk, "view-1280"])
    first = guest.get(address)
    assert "no-cache" in first["Cache-Control"]
    again = guest.get(address, headers={"if-none-match": first["ETag"]})
    assert again.status_code == HTTPStatus.NOT_MODIFIED


def test_the_viewer_shows_advice_about_its_own_picture_alone(petras, link, render, shot):
    make_guest_advice(link, make_render(shot), text="About another one")
    make_guest_advice(link, render, text="About this one")
    text = flat(petras.get(render.get_absolute_url()))
    assert "About this one" in text
    assert "About another one" not in text


def test_from_a_picture_a_guest_comes_to_the_ones_before_and_after_it(guest, link, render, shot):
    last = make_render(make_shot(shot.shot_set, number=shot.number + 1))
    middle = make_render(shot)
    page = flat(guest.get(picture_page(link, middle)))
    assert f'href="{picture_page(link, render)}"' in page
    assert f'href="{picture_page(link, last)}"' in page


def test_a_long_set_is_read_page_by_page_with_the_same_queries(guest, shot, render, django_assert_max_num_queries):
    later = [make_render(make_shot(shot.shot_set, number=number)) for number in range(2, 24)]
    link = make_guest_link(shot.shot_set)
    with django_assert_max_num_queries(6):
        first = shown(guest, link)
    assert len(first) == 20
    assert shown(guest, link, after=20) == [one.pk for one in later[-3:]]


def test_search_engines_and_other_sites_do_not_get_the_address(guest, link):
    answer = guest.get(link.get_absolute_url())
    assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == ("noindex", "same-origin")
