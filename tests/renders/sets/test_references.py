"""What every shot of an order draws from: the product's own photo, or a reference render that other colours follow."""

import uuid
from html import unescape

import pytest
from django.urls import reverse

from renders.models import Render, ShotSet
from tests.factories import (
    make_account,
    make_artwork,
    make_colorway,
    make_decision,
    make_image_model,
    make_placement,
    make_product,
    make_render,
    make_review,
    make_shot,
    make_shot_set,
    make_template,
    make_version,
)

pytestmark = pytest.mark.django_db
TAKES = {"field": "image_input", "maximum": 8, "forms": ["data"], "roles": ["product"]}
COMPOSE, PREVIEW = reverse("sets.compose"), reverse("sets.compose.preview")
LABEL = "One {{material}} {{product}}, {{color}}. The label reads Rose Water. Soft light from the left."


@pytest.fixture
def placement(fake):
    """Where a model draws from text alone for $0.005, and one from pictures for $0.17."""
    make_account(provider="fake", name="main")
    fake.is_strict = True
    text = make_image_model(name="Text", provider="fake", price_micros=5_000, abilities={"logos": False})
    banana = make_image_model(name="Banana", provider="fake", price_micros=170_000, reference_pictures=TAKES)
    return make_placement(image_models=[text, banana], min_width=64, min_height=64)


@pytest.fixture
def models(placement):
    return {model.name: model for model in placement.image_models.all()}


@pytest.fixture
def version(placement):
    return make_version(make_template(placements=[placement]))


@pytest.fixture
def mug(placement):
    """A mug in three colours, with a photo."""
    product = make_product()
    make_artwork(product, kind="photo")
    for name in ("Beige", "Black", "White"):
        make_colorway(product, name=name)
    return product


def form(placement, version, model, colorways, **more):
    """What a browser sends."""
    fields = {"token": str(uuid.uuid4()), "kind": "preview", "count": 8, "placement": placement.pk}
    fields |= {"version": version.pk, "image_model": model.pk, "colorways": [one.pk for one in colorways]}
    return {**fields, "quoted": len(colorways) * 8 * model.price_micros, **more}


def contracts(shot_set):
    return [shot.contract for shot in shot_set.shots.all()]


def test_the_tick_is_there_for_a_product_with_a_photo_only(client_of, petra, mug, placement, version, models):
    page = client_of(petra).get(f"{COMPOSE}?product={mug.pk}").content.decode()
    assert 'name="use_photo"' in page
    mug.artwork.all().delete()
    assert 'name="use_photo"' not in client_of(petra).get(f"{COMPOSE}?product={mug.pk}").content.decode()


def test_one_tick_puts_the_photo_into_every_contract(client_of, petra, mug, placement, version, models):
    sent = form(placement, version, models["Banana"], mug.colorways.all(), use_photo=1)
    assert client_of(petra).post(COMPOSE, sent).status_code == 302
    photo = mug.artwork.get().sha256
    found = [
        [(one.role, one.source, one.sha256) for one in each.references] for each in contracts(ShotSet.objects.get())
    ]
    assert found == [[("product", "artwork", photo)]] * 3


def test_a_model_that_draws_from_text_alone_is_refused_with_those_that_can(
    client_of, petra, mug, placement, version, models
):
    sent = form(placement, version, models["Text"], mug.colorways.all(), use_photo=1)
    answer = client_of(petra).post(COMPOSE, sent)
    sentence = "Text draws from text only and takes no reference image. Order it without one, or choose Banana."
    page = unescape(answer.content.decode())
    assert (answer.status_code, sentence in page, ">Use Banana<" in page) == (422, True, True)
    assert not ShotSet.objects.exists()


def test_the_studio_is_refused_with_those_that_can_and_one_click_takes_one_of_them(
    client_of, petra, mug, placement, version, models
):
    make_account()
    studio = make_image_model(name="Studio", abilities={"artwork": True})
    placement.image_models.add(studio)
    make_artwork(mug)
    sent = form(placement, version, studio, mug.colorways.all(), use_photo=1)
    page = unescape(client_of(petra).post(PREVIEW, sent).content.decode())
    assert "Studio composes from cutouts and takes no reference image. Order it without one, or choose Banana." in page
    chosen = client_of(petra).post(PREVIEW, {**sent, "use_model": f"0:{models['Banana'].pk}"}).context["plan"]
    assert (chosen.image_model, chosen.problems) == (models["Banana"], [])


def test_a_model_that_needs_a_picture_is_offered_only_with_one(client_of, petra, mug, placement, version, models):
    models["Banana"].reference_pictures = {**TAKES, "minimum": 1}
    models["Banana"].save()
    sent = form(placement, version, models["Text"], mug.colorways.all())
    without = client_of(petra).post(PREVIEW, sent).content.decode()
    offered = client_of(petra).post(PREVIEW, {**sent, "use_photo": 1}).content.decode()
    assert ("Banana" in without, "Banana" in offered) == (False, True)


@pytest.fixture
def starred(petra, mug, placement, version, models):
    """A starred render of the beige mug, drawn by the cheap model."""
    beige = mug.colorways.get(name="Beige")
    shot = make_shot(
        make_shot_set(launched_by=petra),
        colorway=beige,
        placement=placement,
        version=version,
        image_model=models["Text"],
    )
    return make_render(shot, mark="star", price_micros=5_000)


def test_variants_start_with_the_other_colours_and_a_model_that_takes_a_picture(client_of, petra, mug, starred, models):
    context = client_of(petra).get(f"{COMPOSE}?reference={starred.pk}").context
    plan = context["form"].plan.first
    assert {shot.colorway.name for shot in plan.shots} == {"Black", "White"}
    assert (plan.image_model, plan.options.render, plan.problems) == (models["Banana"], starred, [])


def test_the_price_difference_is_shown_before_the_click(client_of, petra, starred):
    page = " ".join(unescape(client_of(petra).get(f"{COMPOSE}?reference={starred.pk}").content.decode()).split())
    assert "$0.17 a picture, $0.165 more than the reference render ($0.005)" in page


def test_variants_are_drawn_after_the_very_render_and_the_set_says_so(
    client_of, petra, mug, starred, placement, version, models
):
    others = mug.colorways.exclude(name="Beige")
    sent = form(placement, version, models["Banana"], others, reference=starred.pk)
    assert client_of(petra).post(COMPOSE, sent).status_code == 302
    shot_set = ShotSet.objects.get(reference_render=starred)
    assert {contract.references[0].sha256 for contract in contracts(shot_set)} == {starred.sha256}
    page = client_of(petra).get(shot_set.get_absolute_url()).content.decode()
    assert f"candidate {starred.number} of {starred.shot.code}" in page


def test_variants_of_a_render_are_not_drawn_from_words_alone(client_of, petra, mug, starred):
    plan = client_of(petra).get(f"{COMPOSE}?reference={starred.pk}").context["form"].plan
    assert (len(plan.shots), plan.drawn_from_words) == (2, [])


@pytest.mark.parametrize("state", ["dropped", "unmarked", "failed"])
def test_only_a_starred_or_approved_render_is_followed(
    state, client_of, petra, mug, starred, placement, version, models
):
    changes = {"dropped": {"mark": "drop"}, "unmarked": {"mark": ""}, "failed": {"state": "failed", "reason": "lost"}}
    render = starred if state != "failed" else make_render(starred.shot, state="failed", mark="star")
    if state != "failed":
        Render.objects.filter(pk=render.pk).update(**changes[state])
    sent = form(placement, version, models["Banana"], mug.colorways.all(), reference=render.pk)
    answer = client_of(petra).post(COMPOSE, sent)
    assert (answer.status_code, ShotSet.objects.filter(reference_render=render).exists()) == (422, False)
    assert "neither starred nor approved" in answer.content.decode()


def test_an_approved_render_is_followed_without_a_star(
    client_of, petra, ruth, mug, starred, placement, version, models
):
    Render.objects.filter(pk=starred.pk).update(mark="")
    make_decision(make_review(starred, submitted_by=petra), by=ruth)
    sent = form(placement, version, models["Banana"], mug.colorways.all(), reference=starred.pk)
    assert client_of(petra).post(COMPOSE, sent).status_code == 302


@pytest.mark.parametrize(
    ("who", "mark", "is_there"), [("petra", "star", True), ("petra", "", False), ("ruth", "star", False)]
)
def test_a_starred_candidate_leads_marketers_to_its_variants(who, mark, is_there, client_of, petra, ruth, starred):
    Render.objects.filter(pk=starred.pk).update(mark=mark)
    address = reverse("shots.candidate", args=[starred.shot.code, starred.number])
    page = client_of({"petra": petra, "ruth": ruth}[who]).get(address).content.decode()
    assert (f"?reference={starred.pk}" in page) == is_there


@pytest.fixture
def labelled(placement):
    """A prompt that asks for words on a label."""
    return make_version(make_template(placements=[placement]), prompt=LABEL)


def test_label_text_is_refused_of_a_model_that_garbles_it(client_of, petra, mug, placement, labelled, models):
    answer = client_of(petra).post(COMPOSE, form(placement, labelled, models["Text"], mug.colorways.all()))
    page = unescape(answer.content.decode())
    assert (answer.status_code, ShotSet.objects.exists()) == (422, False)
    assert "Text garbles label text and logos. Leave the label blank and set the real one afterwards" in page
    assert "Blank label, set the real one" in page


def test_one_click_leaves_the_label_blank_and_the_order_goes_through(
    client_of, petra, mug, placement, labelled, models
):
    sent = form(placement, labelled, models["Text"], mug.colorways.all(), blank_label=1)
    page = client_of(petra).post(PREVIEW, sent)
    assert page.context["plan"].problems == []
    assert client_of(petra).post(COMPOSE, sent).status_code == 302
    for contract in contracts(ShotSet.objects.get()):
        assert "Rose Water" not in contract.prompt
        assert contract.prompt.endswith("Blank label, no text.")


def test_a_model_that_writes_labels_is_asked_for_them(client_of, petra, mug, placement, labelled, models):
    sent = form(placement, labelled, models["Banana"], mug.colorways.all())
    assert client_of(petra).post(COMPOSE, sent).status_code == 302
    assert all("Rose Water" in contract.prompt for contract in contracts(ShotSet.objects.get()))


def test_production_sends_a_frozen_prompt_as_it_is(client_of, petra, mug, placement, models):
    frozen = make_version(make_template(placements=[placement]), prompt=LABEL, is_frozen=True)
    sent = form(placement, frozen, models["Text"], mug.colorways.all()[:1], kind="production", count=1, blank_label=1)
    answer = client_of(petra).post(COMPOSE, {**sent, "quoted": 5_000})
    assert (answer.status_code, ShotSet.objects.exists()) == (422, False)
    assert "Blank label, set the real one" not in answer.content.decode()
