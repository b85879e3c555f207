"""The pages of banners: a draft, its look, a name that somebody tries, and four eyes before customers see it."""

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from renders.finishing.banners import TextPlace
from renders.models import Banner, BannerPicture, Decision, Event, Rendition
from renders.models.banners import LOOK
from renders.pipeline.banners.drawing import place_of
from tests.factories import make_banner, make_hero, make_person
from tests.html import flat

pytestmark = pytest.mark.django_db
State = Banner.State


@pytest.fixture
def adas(ada, client_of):
    return client_of(ada)


@pytest.fixture
def draft(ada):
    return make_banner(made_by=ada)


def state_of(banner):
    return Banner.objects.values_list("state", flat=True).get(pk=banner.pk)


def look(banner, **changes):
    return {name: getattr(banner, name) for name in LOOK} | changes


def test_a_banner_begins_with_an_approved_picture(adas):
    decision = make_hero()
    answer = adas.post("/banners/new/", {"name": "Spring sale", "decision": decision.pk})
    banner = Banner.objects.get()
    assert answer["Location"] == banner.get_absolute_url()
    assert (banner.slug, banner.sha256, banner.state) == ("spring-sale", decision.sha256, State.DRAFT)


def test_a_picture_whose_approval_was_taken_back_becomes_no_banner(adas):
    decision = make_hero()
    Decision.objects.update(undone_at=timezone.now())
    answer = adas.post("/banners/new/", {"name": "Spring sale", "decision": decision.pk})
    assert answer.status_code == 422
    assert 'value="Spring sale"' in answer.content.decode()
    assert not Banner.objects.exists()


def test_two_banners_of_one_name_have_two_codes(adas):
    decision = make_hero()
    for _ in range(2):
        adas.post("/banners/new/", {"name": "Spring sale", "decision": decision.pk})
    assert set(Banner.objects.values_list("slug", flat=True)) == {"spring-sale", "spring-sale-2"}


def test_who_made_a_draft_changes_its_look(adas, draft):
    assert adas.post(draft.get_absolute_url(), look(draft, text="{name}, look", top=70)).status_code == 302
    draft.refresh_from_db()
    assert (draft.text, draft.top) == ("{name}, look", 70)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": "For you"}, "Write {name} once"),
        ({"text": "{name} {name}"}, "Write {name} once"),
        ({"left": 30}, "The box leaves the picture."),
        ({"smallest_type": 10}, "The smallest type is larger than the largest."),
        ({"neutral_text": "为你"}, "This font cannot draw every letter of it."),
        ({"neutral_text": "For you " * 9, "width": 20}, "It is too long"),
        ({"color": "red"}, "Enter a colour as #rrggbb."),
    ],
)
def test_a_look_that_cannot_be_drawn_is_refused_and_shown_again(adas, draft, changes, sentence):
    answer = adas.post(draft.get_absolute_url(), look(draft, ttl_hours=7, **changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'name="ttl_hours" value="7"' in page


def test_nobody_else_changes_a_draft(client_of, draft):
    other = client_of(make_person(group="Admins"))
    assert other.post(draft.get_absolute_url(), look(draft, top=1)).status_code == 403
    assert Banner.objects.get().top == draft.top


def test_a_frozen_banner_is_not_changed(adas, draft, ada):
    draft.freeze(by=ada)
    assert adas.post(draft.get_absolute_url(), look(draft, top=1)).status_code == 403


def test_the_database_refuses_to_change_a_frozen_banner(draft, ada):
    draft.freeze(by=ada)
    with pytest.raises(IntegrityError, match="A frozen banner does not change"), transaction.atomic():
        Banner.objects.update(text="{name}, hurry")


def test_somebody_else_approves_what_was_frozen_and_the_neutral_picture_is_made(adas, draft, ruth, client_of):
    adas.post(f"{draft.get_absolute_url()}freeze/")
    client_of(ruth).post(f"{draft.get_absolute_url()}approve/")
    assert state_of(draft) == State.APPROVED
    assert Rendition.objects.filter(spec=draft.neutral_spec).count() == 1
    assert [*Event.objects.filter(action__startswith="banner").order_by("pk").values_list("action", flat=True)] == [
        "banner_frozen",
        "banner_approved",
    ]


def test_who_made_it_does_not_approve_it_even_with_both_roles(draft, ada, client_of):
    draft.freeze(by=ada)
    ada.groups.add(make_person(group="Reviewers").groups.get())
    client_of(ada).post(f"{draft.get_absolute_url()}approve/")
    assert state_of(draft) == State.FROZEN


def test_a_picture_that_lost_its_approval_is_not_approved_as_a_banner(draft, ada, ruth, client_of):
    draft.freeze(by=ada)
    Decision.objects.update(undone_at=timezone.now())
    client_of(ruth).post(f"{draft.get_absolute_url()}approve/")
    assert state_of(draft) == State.FROZEN


def test_the_buttons_of_a_banner_stand_together(adas, draft):
    shown = flat(adas.get(draft.get_absolute_url()))
    group = shown.partition('<div class="button-group">')[2]
    assert group.index("Freeze for approval") < group.index("Discard") < group.index("</div>")


def test_a_new_version_takes_the_place_of_the_one_before(draft, ada, ruth, adas, client_of):
    draft.freeze(by=ada)
    client_of(ruth).post(f"{draft.get_absolute_url()}approve/")
    adas.post(f"{draft.get_absolute_url()}again/")
    following = Banner.objects.get(number=2)
    adas.post(f"{following.get_absolute_url()}freeze/")
    client_of(ruth).post(f"{following.get_absolute_url()}approve/")
    assert (state_of(draft), state_of(following)) == (State.RETIRED, State.APPROVED)


def test_a_banner_is_taken_out_of_use(draft, ada, ruth, adas, client_of):
    draft.freeze(by=ada)
    client_of(ruth).post(f"{draft.get_absolute_url()}approve/")
    adas.post(f"{draft.get_absolute_url()}retire/")
    assert state_of(draft) == State.RETIRED


def test_a_draft_that_nobody_wants_is_discarded(draft, adas):
    assert f'action="{draft.get_absolute_url()}retire/"' in adas.get(draft.get_absolute_url()).content.decode()
    adas.post(f"{draft.get_absolute_url()}retire/")
    assert state_of(draft) == State.RETIRED


def test_a_name_that_somebody_tries_is_drawn_and_stored_nowhere(petras, draft):
    answer = petras.post(f"{draft.get_absolute_url()}preview/", {"customer_name": "Anna"})
    page = answer.content.decode()
    assert 'src="data:image/jpeg;base64,' in page
    assert 'value="Anna"' in page
    assert (BannerPicture.objects.count(), Rendition.objects.filter(spec__startswith="banner").count()) == (0, 0)


def test_a_name_that_cannot_be_drawn_is_shown_again_with_the_reason(petras, draft):
    answer = petras.post(f"{draft.get_absolute_url()}preview/", {"customer_name": "王小明"})
    assert answer.status_code == 422
    assert "cannot draw character 1 of the name" in answer.content.decode()


def test_a_name_that_is_sent_without_a_session_goes_with_it(draft):
    answer = Client().post(f"{draft.get_absolute_url()}preview/", {"customer_name": "Quetzalcoatl"}, follow=True)
    assert "Quetzalcoatl" not in answer.content.decode()
    assert not Session.objects.exists()


@pytest.mark.parametrize("which", ["latin", "neutral"])
def test_the_pictures_of_a_banner_are_drawn(petras, draft, which):
    assert petras.get(f"{draft.get_absolute_url()}{which}/")["Content-Type"] == "image/jpeg"


def test_what_a_child_process_gets_names_no_row():
    place = place_of(make_banner())
    assert {type(getattr(place, name)) for name in TextPlace.__dataclass_fields__} == {int, str}


def test_a_frozen_version_is_drawn_once_for_its_page(petras, draft, ada):
    draft.freeze(by=ada)
    for _ in range(2):
        assert "immutable" in petras.get(f"{draft.get_absolute_url()}latin/")["Cache-Control"]
    assert Rendition.objects.filter(spec=f"banner-{draft.pk}-latin").count() == 1
