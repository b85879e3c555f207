"""The prompts Packshot ships: every kind of shot, without a finding, filled exactly for the demo's products."""

import pytest

from catalog.demo.product_rows import PRODUCTS, DemoColorway, DemoProduct
from catalog.demo.seed import seed
from catalog.linting import ModelAbilities, PlacementRatio, PromptBrief, ShotKind, lint
from catalog.models import Colorway, ImageModel, PromptVersion
from catalog.presets import image_models as presets
from catalog.presets.placement_rows import PLACEMENTS
from catalog.presets.template_rows import TEMPLATES, ShippedTemplate
from catalog.prompting import Unfilled, faults, fill, placeholders, spec_errors, specs_of, value_errors, with_defaults
from tests.images import cutout
from tests.shipped import BY_SLUG, ROWS, STUDIO

RATIOS = {row.slug: PlacementRatio(row.name, row.aspect) for row in PLACEMENTS}
FILLINGS = [
    pytest.param(template, product, colorway, id=f"{template.slug}-{colorway.sku}")
    for template in TEMPLATES
    for product in PRODUCTS
    for colorway in product.colorways
]


def values_of(product: DemoProduct, colorway: DemoColorway) -> dict[str, str]:
    row = product.prompt_attributes | {
        "product": product.noun,
        "product_name": product.name,
        "material": product.material,
    }
    return row | {"finish": product.finish, "color": colorway.color_words, "sku": colorway.sku}


def models_of(template: ShippedTemplate) -> list[ModelAbilities]:
    """The model it is written for, else every one that its placements allow as they ship."""
    if template.image_model:
        return [ModelAbilities(BY_SLUG[template.image_model]["name"], BY_SLUG[template.image_model]["abilities"])]
    wanted = {slug for place in template.placements for slug in [*presets.SERVES[place], *presets.SERVE_ALL]}
    shipped = [ModelAbilities(BY_SLUG[slug]["name"], BY_SLUG[slug]["abilities"]) for slug in sorted(wanted)]
    return [ModelAbilities(STUDIO["name"], STUDIO["abilities"]), *shipped]


def brief(template: ShippedTemplate) -> PromptBrief:
    samples = [values_of(product, product.colorways[0]) for product in PRODUCTS]
    placements = [RATIOS[slug] for slug in template.placements]
    return PromptBrief(template.prompt, specs_of(template.placeholder_specs), placements, models_of(template), samples)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.slug)
def test_a_shipped_prompt_has_no_findings(template):
    assert lint(brief(template)) == []
    assert spec_errors(template.placeholder_specs) == []


@pytest.mark.parametrize(("template", "product", "colorway"), FILLINGS)
def test_a_shipped_prompt_is_filled_exactly_or_names_what_the_product_lacks(template, product, colorway):
    known = with_defaults(values_of(product, colorway), template.placeholder_specs)
    if "colors" in placeholders(template.prompt) and len(product.colorways) == 1:
        with pytest.raises(Unfilled, match="colors"):
            fill(template.prompt, known)
        return
    filled = fill(template.prompt, known)
    assert "{" not in filled
    assert faults(template.prompt, known) == value_errors(known, template.placeholder_specs) == []
    assert all(known[name] in filled for name in placeholders(template.prompt))


@pytest.mark.parametrize(
    ("slug", "kind"),
    [
        ("packshot", ShotKind.PACKSHOT),
        ("three-quarter", ShotKind.PACKSHOT),
        ("lifestyle", ShotKind.LIFESTYLE),
        ("flatlay", ShotKind.FLATLAY),
        ("colour-variant", ShotKind.PACKSHOT),
        ("photo-packshot", ShotKind.PACKSHOT),
        ("photo-lifestyle", ShotKind.LIFESTYLE),
        ("bilingual-packshot", ShotKind.PACKSHOT),
        ("variant-grid", ShotKind.GRID),
        ("bilingual-banner", ShotKind.BANNER),
        ("listing-card", ShotKind.CARD),
        ("social-minimal-studio", ShotKind.PACKSHOT),
        ("social-summer-outdoor", ShotKind.LIFESTYLE),
        ("social-dark-luxury", ShotKind.PACKSHOT),
    ],
)
def test_every_kind_of_shot_of_the_guides_ships(slug, kind):
    assert brief(next(template for template in TEMPLATES if template.slug == slug)).kind == kind


@pytest.mark.parametrize("template", [one for one in TEMPLATES if one.image_model], ids=lambda template: template.slug)
def test_a_prompt_for_one_model_stands_where_that_model_may_draw(template):
    model = BY_SLUG[template.image_model]
    for place in template.placements:
        assert template.image_model in presets.SERVES[place]
        assert RATIOS[place].aspect in model["aspects"]


@pytest.mark.django_db
def test_seeded_versions_carry_their_model_and_have_no_findings(tmp_path):
    (tmp_path / "mug-front.png").write_bytes(cutout())
    seed(STUDIO, ROWS, tmp_path)
    versions = {version.template.slug: version for version in PromptVersion.objects.select_related("template")}
    assert versions["bilingual-banner"].image_model == ImageModel.objects.get(slug="qwen-image-2")
    assert versions["packshot"].image_model is None
    assert {slug: version.findings() for slug, version in versions.items()} == {slug: [] for slug in versions}
    colorway = Colorway.objects.get(sku="bottle-rose-01")
    assert versions["listing-card"].values_with_defaults(colorway.placeholder_values())["price"] == "99"
