"""The wordings Packshot ships: every kind of shot, without a finding, filled exactly for the demo's products."""

import pytest

from catalog import presets
from catalog.demo.placement_rows import PLACEMENTS, STUDIO
from catalog.demo.product_rows import PRODUCTS, DemoColorway, DemoProduct
from catalog.demo.seed import seed
from catalog.demo.template_rows import TEMPLATES, DemoTemplate
from catalog.linting import Brief, Kind, Model, Place, lint
from catalog.models import Colorway, ImageModel, PromptVersion
from catalog.prompting import Unfilled, completed, faults, fill, malformed, misfits, placeholders, slots_of
from tests.images import cutout

PLACES = {row.slug: Place(row.name, row.aspect) for row in PLACEMENTS}
MODELS = {row["slug"]: row for row in presets.ROWS}
FILLINGS = [
    pytest.param(template, product, colorway, id=f"{template.slug}-{colorway.sku}")
    for template in TEMPLATES
    for product in PRODUCTS
    for colorway in product.colorways
]


def facts(product: DemoProduct, colorway: DemoColorway) -> dict[str, str]:
    row = product.prompt_attributes | {
        "product": product.noun,
        "product_name": product.name,
        "material": product.material,
    }
    return row | {"finish": product.finish, "color": colorway.color_words, "sku": colorway.sku}


def models_of(template: DemoTemplate) -> list[Model]:
    """The model it is written for, else every one that its placements allow as they ship."""
    if template.image_model:
        return [Model(MODELS[template.image_model]["name"], MODELS[template.image_model]["abilities"])]
    wanted = {slug for place in template.placements for slug in [*presets.SERVES[place], *presets.SERVE_ALL]}
    shipped = [Model(MODELS[slug]["name"], MODELS[slug]["abilities"]) for slug in sorted(wanted)]
    return [Model(STUDIO["name"], STUDIO["abilities"]), *shipped]


def brief(template: DemoTemplate) -> Brief:
    samples = [facts(product, product.colorways[0]) for product in PRODUCTS]
    places = [PLACES[slug] for slug in template.placements]
    return Brief(template.wording, slots_of(template.slots), places, models_of(template), samples)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.slug)
def test_a_shipped_wording_has_no_findings(template):
    assert lint(brief(template)) == []
    assert malformed(template.slots) == []


@pytest.mark.parametrize(("template", "product", "colorway"), FILLINGS)
def test_a_shipped_wording_is_filled_exactly_or_names_what_the_product_lacks(template, product, colorway):
    known = completed(facts(product, colorway), template.slots)
    if "colors" in placeholders(template.wording) and len(product.colorways) == 1:
        with pytest.raises(Unfilled, match="colors"):
            fill(template.wording, known)
        return
    filled = fill(template.wording, known)
    assert "{" not in filled
    assert faults(template.wording, known) == misfits(known, template.slots) == []
    assert all(known[name] in filled for name in placeholders(template.wording))


@pytest.mark.parametrize(
    ("slug", "kind"),
    [
        ("packshot", Kind.PACKSHOT),
        ("three-quarter", Kind.PACKSHOT),
        ("lifestyle", Kind.LIFESTYLE),
        ("flatlay", Kind.FLATLAY),
        ("colour-variant", Kind.PACKSHOT),
        ("bilingual-packshot", Kind.PACKSHOT),
        ("variant-grid", Kind.GRID),
        ("bilingual-banner", Kind.BANNER),
        ("listing-card", Kind.CARD),
        ("social-minimal-studio", Kind.PACKSHOT),
        ("social-summer-outdoor", Kind.LIFESTYLE),
        ("social-dark-luxury", Kind.PACKSHOT),
    ],
)
def test_every_kind_of_shot_of_the_guides_ships(slug, kind):
    assert brief(next(template for template in TEMPLATES if template.slug == slug)).kind == kind


@pytest.mark.parametrize("template", [one for one in TEMPLATES if one.image_model], ids=lambda template: template.slug)
def test_a_wording_for_one_model_stands_where_that_model_may_draw(template):
    model = MODELS[template.image_model]
    for place in template.placements:
        assert template.image_model in presets.SERVES[place]
        assert PLACES[place].aspect in model["aspects"]


@pytest.mark.django_db
def test_seeded_versions_carry_their_model_and_have_no_findings(tmp_path):
    (tmp_path / "mug-front.png").write_bytes(cutout())
    seed(tmp_path)
    versions = {version.template.slug: version for version in PromptVersion.objects.select_related("template")}
    assert versions["bilingual-banner"].image_model == ImageModel.objects.get(slug="qwen-image-2")
    assert versions["packshot"].image_model is None
    assert {slug: version.findings() for slug, version in versions.items()} == {slug: [] for slug in versions}
    colorway = Colorway.objects.get(sku="bottle-rose-01")
    assert versions["listing-card"].facts(colorway.facts())["price"] == "99"
