"""One paid picture of all chosen colours: offered where cutouts have one outline, ordered and cut in one order."""

from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image, ImageDraw

from catalog.linting.patches import BY_NAME
from catalog.models import Colorway, ImageModel, Product, PromptVersion
from renders.composing.earlier.repeats import Scope, repeats_of
from renders.composing.earlier.reworks import plan_rework
from renders.composing.finishing import NotFinishable, cut_grid
from renders.files import ARTWORK
from renders.forms.compose.set_choices import choices_of_set
from renders.models import SetDraft, Shot, ShotSet
from renders.pipeline.publishing.requests import proposed_alt_text
from tests.factories import make_artwork, make_colorway, make_product, make_review
from tests.html import flat
from tests.renders.finishing.steps.test_cells import GREYS, grid
from tests.renders.pipeline.finishing import ready_render

pytestmark = pytest.mark.django_db
PROMPT = "One {{material}} {{product}} in each of its colours. From left to right: {{colors}}. On white."
OFFER = "One picture of all chosen colours"


def cutout(box):
    """A stored cutout with an opaque ellipse; its digest."""
    picture = Image.new("RGBA", (200, 200))
    ImageDraw.Draw(picture).ellipse(box, fill=(180, 170, 150, 255))
    data = BytesIO()
    picture.save(data, "PNG")
    return ARTWORK.store(data.getvalue())


@pytest.fixture
def colours(order):
    """Three of the product that is ordered, which has one cutout for all of them."""
    (first,) = order["colorways"]
    PromptVersion.objects.filter(pk=order["version"].pk).update(prompt=PROMPT)
    return [first, *(make_colorway(first.product, color_words=words) for words in ("deep black", "pale grey"))]


@pytest.fixture
def form(form_of, colours):
    return form_of(colorways=[str(one.pk) for one in colours])


def preview(browser, form, **typed):
    return browser.post(reverse("sets.compose.preview"), form | typed)


def launch(browser, form, **typed):
    quoted = preview(browser, form, one_picture="1", **typed).context["form"].plan.quote.total_micros
    browser.post(reverse("sets.compose"), {**form, "one_picture": "1", "quoted": quoted, **typed})
    return ShotSet.objects.get()


def test_one_picture_of_the_chosen_colours_is_offered_and_costs_as_much_as_one(petras, form, colours):
    assert OFFER in flat(preview(petras, form))
    shown = preview(petras, form, one_picture="1")
    assert shown.context["form"].plan.quote.renders == 8
    names = ", ".join(one.name for one in colours)
    assert f"From left to right: <bdi>{names}</bdi>" in flat(shown)


def test_the_contract_names_the_colours_from_left_to_right(petras, form, colours):
    contract = launch(petras, form).shots.get().contract
    assert [(cell.sku, cell.words) for cell in contract.cells] == [(one.sku, one.color_words) for one in colours]
    words = ", ".join(one.color_words for one in colours)
    assert f"From left to right: {words}." in contract.prompt
    assert (contract.contract_version, contract.artwork) == (4, ())


def test_a_picture_of_some_colours_shows_only_these(petras, form_of, colours):
    chosen = [colours[2], colours[0]]
    shot_set = launch(petras, form_of(colorways=[str(one.pk) for one in chosen]))
    assert {cell.sku for cell in shot_set.shots.get().contract.cells} == {one.sku for one in chosen}


@pytest.mark.parametrize(
    ("box", "is_offered"), [((20, 10, 120, 190), True), ((21, 10, 120, 190), True), ((20, 60, 190, 130), False)]
)
def test_colours_with_cutouts_of_their_own_are_offered_where_these_have_one_outline(
    petras, form, colours, box, is_offered
):
    product = colours[0].product
    product.artwork.update(sha256=cutout((20, 10, 120, 190)))
    make_artwork(product, colorway=colours[1], sha256=cutout(box))
    assert (OFFER in flat(preview(petras, form))) is is_offered
    problems = " ".join(one.message for one in preview(petras, form, one_picture="1").context["form"].plan.problems)
    assert ("have no cutouts of one outline" in problems) is not is_offered


def test_colours_without_cutouts_or_whose_files_are_lost_are_not_offered(petras, form, colours):
    make_artwork(colours[0].product, colorway=colours[1])
    assert OFFER not in flat(preview(petras, form))
    colours[0].product.artwork.update(kind="photo")
    assert OFFER not in flat(preview(petras, form))


def test_a_single_colour_of_such_a_prompt_lacks_a_value_and_no_name_is_called_unknown(petras, form_of, colours):
    shown = preview(petras, form_of(colorways=[str(colours[0].pk)]))
    assert [one.message for one in shown.context["form"].plan.problems] == [f"{colours[0].sku}: No value for “colors”."]


def test_a_prompt_that_names_the_colours_of_a_picture_can_be_written_where_no_product_has_such_an_attribute(db):
    assert "colors" in Product.objects.attribute_names()


def test_a_single_colour_or_a_prompt_without_colours_is_not_offered(petras, form_of, form, colours, order):
    other = make_product()
    make_artwork(other)
    alone = form_of(colorways=[str(one.pk) for one in (*colours, make_colorway(other))])
    assert OFFER not in flat(preview(petras, alone))
    sent = preview(petras, alone, one_picture="1").context["form"]
    assert [one.message for one in sent.plan.problems][-1].endswith("for one picture.")
    PromptVersion.objects.filter(pk=order["version"].pk).update(prompt="One {{color}} {{product}} on white.")
    assert OFFER not in flat(preview(petras, form))
    assert "needs a prompt with {{colors}}" in str(preview(petras, form, one_picture="1").context["form"].plan.problems)


def test_a_model_that_draws_from_cutouts_is_not_offered(petras, form):
    ImageModel.objects.update(abilities={"artwork": True})
    assert OFFER not in flat(preview(petras, form))


def test_ordering_again_and_composing_from_it_keep_the_colours_in_their_order(petras, petra, form, colours):
    shot_set = launch(petras, form)
    choices = choices_of_set(shot_set)
    assert (choices.one_picture, [row.pk for row in choices.colorways]) == (True, [one.pk for one in colours])
    (repeat,) = repeats_of(shot_set, Scope.ALL, by=petra)
    assert (repeat.problems, repeat.changed, repeat.set_plan.quote.shots) == ([], 0, 1)


def test_a_draft_keeps_that_all_colours_are_in_one_picture(petras, form, colours):
    petras.post(reverse("sets.drafts"), {**form, "one_picture": "1"})
    page = petras.get(SetDraft.objects.get().get_absolute_url())
    assert page.context["plan"].is_in_one_picture


def test_a_draft_that_does_not_ask_for_it_is_stored_as_before(petras, form):
    petras.post(reverse("sets.drafts"), form)
    assert "one_picture" not in SetDraft.objects.get().choices


def test_renaming_a_colour_is_another_picture_and_one_that_is_gone_is_left_out(petras, petra, form, colours):
    shot_set = launch(petras, form)
    Colorway.objects.filter(pk=colours[2].pk).update(sku="another-sku")
    (repeat,) = repeats_of(shot_set, Scope.ALL, by=petra)
    assert (repeat.changed, len(repeat.plans[0].shots[0].contract.cells)) == (1, 2)


@pytest.fixture
def drawn(petras, form):
    """A ready candidate of the picture of all colours, in a set of Petra's."""
    shot = launch(petras, form).shots.get()
    return ready_render(shot, grid(1, 3, gutter=8, grounds=GREYS)[0])


def test_the_colours_of_a_grid_are_cut_in_the_order_of_its_contract(petras, drawn, colours):
    address = reverse("shots.cells", args=[drawn.shot.code, drawn.number])
    page = petras.get(address)
    assert "colorways" not in page.context["form"].fields
    names = "".join(f"<li><bdi>{one.name}</bdi></li> " for one in colours)
    assert names.strip() in flat(page)
    petras.post(address, {"rows": 1, "columns": 3, "colorways": [colours[2].pk]})
    cells = Shot.objects.filter(cells_of=drawn.shot).order_by("number")
    assert [one.colorway for one in cells] == colours
    contract = cells[1].contract
    assert (contract.contract_version, contract.cells, contract.sku) == (1, (), colours[1].sku)
    assert [one.sha256 for one in contract.artwork] == [colours[1].product.artwork.get().sha256]


def test_a_picture_of_several_colours_is_described_with_all_of_them(petras, client_of, ruth, drawn, colours):
    words = ", ".join(one.color_words for one in colours)
    assert f"{words}, {drawn.shot.placement.name}" in flat(petras.get(drawn.shot.get_absolute_url()))
    review = make_review(drawn)
    assert f"{words}, {drawn.shot.placement.name}" in flat(
        client_of(ruth).get(reverse("reviews.detail", args=[review.pk]))
    )
    assert words in proposed_alt_text(drawn.shot)


@pytest.mark.parametrize("chosen", [[1, 0, 2], [0, 1]])
def test_another_order_than_the_contract_says_is_refused(drawn, petra, colours, chosen):
    with pytest.raises(NotFinishable, match="with other colours, or in another order"):
        cut_grid(drawn, 1, len(chosen), [colours[number] for number in chosen], by=petra)


def test_a_grid_whose_colour_is_gone_is_not_cut(petras, drawn, colours):
    Colorway.objects.filter(pk=colours[2].pk).update(sku="another-sku")
    answer = petras.get(reverse("shots.cells", args=[drawn.shot.code, drawn.number]), follow=True)
    assert f"The catalogue has no colour {colours[2].name} of this grid any more." in flat(answer)


def test_a_rework_of_a_grid_still_says_its_colours(drawn, petra, colours):
    contract = plan_rework(drawn, [BY_NAME["softer-shadow"]], 1, by=petra).contract
    assert (contract.contract_version, len(contract.cells), len(contract.patches)) == (4, 3, 1)
