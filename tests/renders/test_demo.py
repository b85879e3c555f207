"""The demo beyond the catalogue: people, money, the way out, and prompts the studio understands whole."""

from io import StringIO

import numpy as np
import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.urls import reverse
from PIL import Image

from catalog.demo.product_rows import PRODUCTS
from catalog.demo.seed import FOLDER
from catalog.models import Product
from catalog.presets.template_rows import TEMPLATES
from catalog.prompting import fill
from renders import demo
from renders.models import Account, Budget, Channel
from renders.studio import Verdict, read_brief
from renders.studio.tint import tint
from tests.in_process import every_child_busy

PROMPTS = [
    pytest.param(template.prompt, product, colorway, id=f"{template.slug}-{colorway.sku}")
    for template in TEMPLATES
    if not template.image_model  # the others are drawn by vendors
    for product in PRODUCTS
    for colorway in product.colorways
]


@pytest.mark.parametrize(("prompt", "product", "colorway"), PROMPTS)
def test_the_studio_honours_every_word_of_a_demo_prompt(prompt, product, colorway):
    facts = {"product": product.noun, "material": product.material, "color": colorway.color_words}
    brief = read_brief(fill(prompt, facts))
    assert [phrase.text for phrase in brief.phrases if phrase.verdict is Verdict.NOT_HONOURED] == []


@pytest.mark.parametrize(
    ("slug", "view"), [("packshot", "front"), ("three-quarter", "three-quarter"), ("flatlay", "top")]
)
def test_a_demo_prompt_asks_for_its_side(slug, view):
    prompt = next(template.prompt for template in TEMPLATES if template.slug == slug)
    assert read_brief(prompt).view == view


@pytest.mark.parametrize("product", [product for product in PRODUCTS if len(product.colorways) > 1])
@pytest.mark.parametrize("view", ["front", "three-quarter", "top"])
def test_the_colours_of_a_demo_product_differ_only_where_it_is_painted(product, view):
    cutout = Image.open(FOLDER / f"{product.artwork}-{view}.png").reduce(8)
    mask = Image.open(FOLDER / f"{product.artwork}-{view}-tint.png").reduce(8)
    kept = np.asarray(mask) == 0
    drawn = [np.asarray(tint(cutout, mask, colorway.swatch)) for colorway in product.colorways]
    for other in drawn[1:]:
        assert (other[..., 3] == drawn[0][..., 3]).all()
        assert (other[kept] == drawn[0][kept]).all()
        assert (other[~kept] != drawn[0][~kept]).any()


@pytest.mark.django_db
def test_the_demo_command_fills_an_installation_and_says_how_to_sign_in():
    reported = StringIO()
    call_command("demo", stdout=reported)
    assert Product.objects.count() == len(PRODUCTS)
    assert Account.objects.get(provider="lightbox").cap_in_flight == 4
    assert Channel.objects.get().kind == "bucket"
    assert Budget.objects.get().person is None
    assert all(name in reported.getvalue() for name in ("maya", "ravi", "ana"))


@pytest.mark.django_db
def test_the_demo_shows_every_product_even_while_every_child_is_busy(client_of):
    call_command("demo", stdout=StringIO())
    maya = client_of(get_user_model().objects.get(username="maya"))
    with every_child_busy():
        shown = [
            maya.get(reverse("products.picture", args=[pk])) for pk in Product.objects.values_list("pk", flat=True)
        ]
    assert {answer["Content-Type"] for answer in shown} == {"image/webp"}


@pytest.mark.django_db
def test_the_printed_sign_ins_work_and_only_the_admin_enters_the_configuration(client):
    demo.seed()
    for sign_in in demo.sign_ins():
        sent = {"username": sign_in.username, "password": sign_in.password}
        assert client.post("/login/", sent).status_code == 302
    people = get_user_model().objects
    assert list(people.filter(is_staff=True).values_list("username", flat=True)) == ["ana"]
    assert not people.filter(is_superuser=True).exists()


@pytest.mark.django_db
def test_a_demo_person_who_chose_another_password_is_not_printed_any_more():
    demo.seed()
    maya = get_user_model().objects.get(username="maya")
    maya.set_password("something of her own")
    maya.save()
    assert "maya" not in {sign_in.username for sign_in in demo.sign_ins()}


@pytest.mark.django_db
def test_seeding_again_adds_nobody_and_no_money():
    demo.seed()
    demo.seed()
    assert get_user_model().objects.count() == 3
    assert Budget.objects.count() == Channel.objects.count() == Account.objects.count() == 1
