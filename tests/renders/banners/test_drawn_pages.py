"""The pages of banners that an image model draws: who writes the name, at what price, and who decides."""

import pytest

from renders.models import Banner, BannerPicture, Event, Notification, ShotSet, notifying, worklist
from tests.factories import (
    make_banner,
    make_banner_picture,
    make_image_model,
    make_placement,
    make_render,
    make_review,
    make_shot,
    make_shot_set,
    make_template,
    make_version,
)
from tests.factories import make_decision as make_approval
from tests.html import flat

pytestmark = pytest.mark.django_db
PROMPT = 'A {{color}} {{product}} with a card, "For {{customer_name}}"'


@pytest.fixture
def writer(db):
    return make_image_model(name="Writer", provider="echo", price_micros=40_000)


@pytest.fixture
def garbler(db):
    return make_image_model(name="Garbler", provider="echo", abilities={"logos": False})


@pytest.fixture
def placement(writer, garbler):
    return make_placement(image_models=[writer, garbler, make_image_model(name="Studio", abilities={"artwork": True})])


@pytest.fixture
def version(placement):
    return make_version(make_template(placements=[placement]), is_frozen=True, prompt=PROMPT)


@pytest.fixture
def draft(ada, placement):
    hero = make_render(make_shot(placement=placement), sha256="a" * 64, width=640, height=360)
    return make_banner(made_by=ada, decision=make_approval(make_review(hero)))


@pytest.fixture
def drawn(draft, version, writer):
    Banner.objects.filter(pk=draft.pk).update(version=version, image_model=writer)
    draft.refresh_from_db()
    return draft


def choose(client, banner, **fields):
    return client.post(f"{banner.get_absolute_url()}drawn/", fields)


def test_an_admin_has_a_model_draw_the_names_of_a_draft_and_reads_the_price_before(
    client_of, ada, draft, version, writer
):
    page = flat(client_of(ada).get(draft.get_absolute_url()))
    assert "Writer, $0.04 a banner" in page
    assert "for $0.00 today" in page
    answer = choose(client_of(ada), draft, way="drawn", version=version.pk, image_model=writer.pk)
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.version, draft.image_model, draft.is_drawn) == (version, writer, True)
    assert choose(client_of(ada), draft, way="set", version=version.pk, image_model=writer.pk).status_code == 302
    draft.refresh_from_db()
    assert not draft.is_drawn


def test_only_models_that_write_names_are_offered_and_others_are_refused_with_their_names(
    client_of, ada, draft, version, garbler
):
    page = flat(client_of(ada).get(draft.get_absolute_url()))
    assert "Garbler" not in page
    assert "Studio," not in page
    answer = choose(client_of(ada), draft, way="drawn", version=version.pk, image_model=garbler.pk)
    assert answer.status_code == 422
    assert "Garbler does not write names. Choose Writer." in flat(answer)


def test_a_model_needs_a_prompt_and_a_prompt_a_model(client_of, ada, draft, version, writer):
    for missing, fields in (("version", {"image_model": writer.pk}), ("image_model", {"version": version.pk})):
        answer = choose(client_of(ada), draft, way="drawn", **fields)
        assert answer.status_code == 422, missing
    assert not Banner.objects.exclude(image_model=None).exists()


@pytest.mark.parametrize("words", [{"prompt": "A {{color}} {{product}}"}, {"is_frozen": False}, {"is_current": False}])
def test_only_a_current_frozen_prompt_with_a_place_for_the_name_is_offered(client_of, ada, draft, placement, words):
    version = make_version(make_template(placements=[placement]), **{"is_frozen": True, "prompt": PROMPT, **words})
    answer = choose(client_of(ada), draft, way="drawn", version=version.pk, image_model=placement.default_model_id)
    assert answer.status_code == 422


def test_a_frozen_banner_keeps_its_way(client_of, ada, drawn):
    drawn.freeze(by=ada)
    assert choose(client_of(ada), drawn, way="set").status_code == 403
    assert Banner.objects.get().is_drawn


def test_a_new_version_is_drawn_as_the_one_before_and_asks_for_decisions_again(ada, drawn):
    drawn.allow_unreviewed(by=ada, reason="Fine so far")
    following = drawn.next_version(by=ada)
    assert (following.image_model, following.unreviewed_by) == (drawn.image_model, None)


def test_a_reviewer_sees_what_waits_and_decides_and_the_page_names_nobody(client_of, ruth, drawn):
    pictures = [make_banner_picture(drawn) for _ in range(2)]
    reviewer = client_of(ruth)
    assert f"{drawn} </bdi></a> (2)" in flat(reviewer.get("/banners/")).replace("</bdi>", " </bdi>")
    page = reviewer.get(f"{drawn.get_absolute_url()}waiting/")
    assert flat(page).count("Approve") >= 2
    shown = reviewer.get(f"{drawn.get_absolute_url()}waiting/{pictures[0].pk}/")
    assert (shown["Content-Type"], shown["Cache-Control"]) == ("image/jpeg", "private, no-store")
    for picture, verb, state in zip(pictures, ("approve", "decline"), ("made", "failed"), strict=True):
        for _ in range(2):  # a second click changes nothing
            reviewer.post(f"{drawn.get_absolute_url()}waiting/{picture.pk}/{verb}/")
        picture.refresh_from_db()
        assert (picture.state, picture.decided_by) == (state, ruth)
    assert Event.objects.filter(action__startswith="banner_picture_").count() == 2
    assert "No picture waits" in flat(reviewer.get(f"{drawn.get_absolute_url()}waiting/"))


def test_who_ordered_a_picture_does_not_decide_on_it(client_of, ruth, drawn):
    picture = make_banner_picture(drawn, shot_set=make_shot_set(banner=drawn, launched_by=ruth))
    answer = client_of(ruth).post(f"{drawn.get_absolute_url()}waiting/{picture.pk}/approve/", follow=True)
    assert "someone else decides" in flat(answer)
    assert BannerPicture.objects.get().state == "in_review"


def test_a_picture_whose_time_is_over_is_neither_shown_nor_decided(client_of, ruth, drawn):
    picture = make_banner_picture(drawn)
    BannerPicture.objects.update(expires_at=picture.made_at)
    address = f"{drawn.get_absolute_url()}waiting/{picture.pk}/"
    assert client_of(ruth).get(address).status_code == 404
    assert "time of this picture is over" in flat(client_of(ruth).post(f"{address}approve/", follow=True))


def test_an_admin_allows_it_without_decisions_with_a_reason_that_the_page_shows_and_withdraws(client_of, ada, drawn):
    admin, page = client_of(ada), drawn.get_absolute_url()
    assert admin.post(f"{page}drawn/allow/", {"reason": " "}).status_code == 422
    admin.post(f"{page}drawn/allow/", {"reason": "A thousand tries were right"})
    shown = flat(admin.get(page))
    assert "Ada allowed that" in shown
    assert "A thousand tries were right" in shown
    admin.post(f"{page}drawn/withdraw/")
    assert "Somebody decides on each picture" in flat(admin.get(page))
    assert list(
        Event.objects.filter(by=ada, action__startswith="banner_").order_by("pk").values_list("action", "note")
    ) == [
        ("banner_unreviewed", f"{drawn}: A thousand tries were right"),
        ("banner_reviewed_again", str(drawn)),
    ]


def test_a_banner_that_packshot_sets_needs_no_permission_of_that_kind(client_of, ada, draft):
    answer = client_of(ada).post(f"{draft.get_absolute_url()}drawn/allow/", {"reason": "Why not"}, follow=True)
    assert "Nothing was changed" in flat(answer)
    assert Banner.objects.get().unreviewed_by is None


def sets_on(client, address):
    return [row.shot_set for row in client.get(address).context["rows"]]


def test_its_sets_are_listed_from_its_page_and_not_among_the_others(client_of, petra, drawn):
    others = make_shot(make_shot_set(launched_by=petra)).shot_set
    of_banner = make_shot(make_shot_set(launched_by=petra, banner=drawn, title=str(drawn))).shot_set
    make_shot(make_shot_set(launched_by=petra, banner=make_banner(name="Another")))
    client = client_of(petra)
    listed = sets_on(client, "/sets/")
    assert others in listed
    assert of_banner not in listed
    assert sets_on(client, f"/sets/?q={drawn.name}") == []
    address = f"/sets/?banner={drawn.pk}"
    assert address in client.get(drawn.get_absolute_url()).content.decode()
    assert sets_on(client, address) == sets_on(client, f"{address}&q={drawn.name}&own=on") == [of_banner]
    assert str(drawn) in flat(client.get(address))
    for nonsense in ("0", "x", "9" * 40):
        assert of_banner not in sets_on(client, f"/sets/?banner={nonsense}")


def test_its_sets_are_nobodys_work_and_leave_the_latest_of_a_product_to_others(client_of, petra, drawn):
    shot = make_shot(make_shot_set(launched_by=petra, banner=drawn))
    make_render(shot, state="queued", sha256="")
    assert worklist.latest_sets(petra) == []
    assert shot.shot_set not in worklist.running()
    assert shot.shot_set not in ShotSet.objects.of_product(shot.colorway.product)


def test_nobody_is_notified_of_the_end_of_each_name(petra, drawn):
    notifying.set_ended(make_shot_set(launched_by=petra, banner=drawn))
    assert not Notification.objects.filter(kind="set_finished").exists()


def test_prompt_and_model_say_when_they_are_needed(client_of, ada, draft, version):
    form = flat(client_of(ada).get(draft.get_absolute_url())).split("Who writes the name")[1].split("</form>")[0]
    assert form.count("where a model draws it") == 2
    assert ">optional<" not in form
