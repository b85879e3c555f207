"""What stopping a set does, and what compose says of products and image models, from plain figures."""

import pytest
from django.contrib.auth.models import User

from catalog.models import Exemption, ImageModel
from renders.forms.compose.choices import ColorwayChoice, ModelChoice, ProductChoice
from renders.forms.compose.loaded_rows import LoadedChoiceField, LoadedMultipleChoiceField
from renders.views.sets.stop_effect import StopEffect
from tests.factories import make_image_model, make_render, make_shot


@pytest.mark.parametrize(
    ("sent", "micros", "text"),
    [
        (0, 0, "Nothing more is billed."),
        (1, 5_000, "1 is sent already: it is finished and billed, $0.005."),
        (3, 120_000, "3 are sent already: they are finished and billed, $0.12."),
        (1, 0, "1 is sent already: it is finished, free."),
        (2, 0, "2 are sent already: they are finished, free."),
    ],
)
def test_what_was_sent_is_billed_all_the_same_and_stopping_says_so(sent, micros, text):
    assert StopEffect(unsent=4, sent=sent, sent_micros=micros).billed_text == text


@pytest.mark.django_db
def test_stopping_counts_what_is_queued_and_what_is_sent_and_not_yet_charged():
    shot = make_shot()
    for state, price in (("queued", 1), ("queued", 2), ("assigned", 4), ("submitted", 8), ("ready", 16)):
        make_render(shot, state=state, price_micros=price)
    make_render(shot, state="submitted", price_micros=32, was_charged=True)
    make_render(state="queued")
    assert StopEffect.of(shot.shot_set) == StopEffect(unsent=2, sent=2, sent_micros=12)


def colorways(*picked: bool) -> tuple[ColorwayChoice, ...]:
    return tuple(
        ColorwayChoice(is_picked, pk, f"mug-{pk}", "Beige", "beige", "") for pk, is_picked in enumerate(picked)
    )


@pytest.mark.parametrize(
    ("picked", "count", "toggle"),
    [
        ((), 0, None),
        ((True,), 1, None),
        ((True, False), 1, ("all_of", "All 2")),
        ((False, False, False), 0, ("all_of", "All 3")),
        ((True, True), 2, ("none_of", "None")),
    ],
)
def test_one_button_picks_all_colours_of_several_or_none(picked, count, toggle):
    choice = ProductChoice(1, "Mug", "", colorways(*picked))
    assert (choice.picked_count, choice.toggle) == (count, toggle)


PAID = {"provider": "pixelmuse", "typical_seconds": 12}


@pytest.mark.parametrize(
    ("fields", "reason", "hint"),
    [
        ({"provider": "lightbox"}, "", "Composes from our own cutouts on this machine. Free."),
        (PAID, "", "pixelmuse, about 12 s a picture"),
        (
            {**PAID, "abilities": {"price_is_estimate": True}},
            "",
            "pixelmuse, about 12 s a picture. The price is our estimate.",
        ),
    ],
)
def test_an_image_model_says_where_it_draws_how_long_and_how_sure_its_price_is(fields, reason, hint):
    choice = ModelChoice(ImageModel(**fields))
    assert (choice.hint, choice.obstacle) == (hint, "")


def test_an_image_model_under_an_exemption_says_so_in_a_sentence_of_its_own():
    exemption = Exemption(reason="A test", allowed_by=User(username="ada"))
    hint = ModelChoice(ImageModel(**PAID), exemption).hint
    assert hint == f"pixelmuse, about 12 s a picture. {exemption.description}"


@pytest.mark.django_db
def test_a_choice_that_is_loaded_needs_no_query_and_another_is_read(django_assert_num_queries):
    first, second, other = (make_image_model() for _ in range(3))
    one, many = LoadedChoiceField(ImageModel.objects.all()), LoadedMultipleChoiceField(ImageModel.objects.all())
    one.loaded = many.loaded = [first, second]
    with django_assert_num_queries(0):
        assert one.to_python(str(second.pk)) == second
        assert many.clean([str(second.pk), str(first.pk)]) == [first, second]
    assert one.to_python(str(other.pk)) == other
    assert set(many.clean([str(first.pk), str(other.pk)])) == {first, other}
