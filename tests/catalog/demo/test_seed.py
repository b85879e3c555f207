"""The demo catalogue, seeded from artwork drawn here."""

from pathlib import Path

import pytest

from catalog.demo.seed import NoArtwork, seed
from catalog.models import Artwork, Colorway, Placement, Product, PromptTemplate
from catalog.pictures.artwork_files import ARTWORK
from catalog.prompting import fill
from tests.images import cutout, png
from tests.shipped import ROWS, STUDIO

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Artwork files as the repository has them: the mug with a tint mask, the bottle without."""
    (tmp_path / "mug-front.png").write_bytes(cutout())
    (tmp_path / "mug-front-tint.png").write_bytes(png("white"))
    (tmp_path / "bottle-three-quarter.png").write_bytes(cutout("#ffdddd"))
    (tmp_path / "bottle-label.png").write_bytes(png("ivory"))
    return tmp_path


def test_seeding_an_empty_database_makes_the_demo_products(folder: Path) -> None:
    assert seed(STUDIO, ROWS, folder) == 7
    codes = {"mug", "bottle", "canister", "sneaker", "running-shoe", "wallet", "vase"}
    assert set(Product.objects.values_list("code", flat=True)) == codes
    assert Colorway.objects.filter(product__code="mug").count() == 5


def test_a_product_of_the_demo_has_photos_only_and_each_is_due_to_be_cut_out() -> None:
    seed(STUDIO, ROWS)
    vase = Product.objects.get(code="vase")
    assert set(vase.artwork.values_list("kind", "view")) == {("photo", "front"), ("photo", "three-quarter")}
    assert set(vase.cuttings.values_list("state", "view")) == {("waiting", "front"), ("waiting", "three-quarter")}


def test_seeding_twice_adds_nothing(folder: Path) -> None:
    seed(STUDIO, ROWS, folder)
    before = [
        Product.objects.count(),
        Colorway.objects.count(),
        Artwork.objects.count(),
        PromptTemplate.objects.count(),
    ]
    assert seed(STUDIO, ROWS, folder) == 0
    assert before == [
        Product.objects.count(),
        Colorway.objects.count(),
        Artwork.objects.count(),
        PromptTemplate.objects.count(),
    ]


def test_seeding_again_leaves_what_people_changed(folder: Path) -> None:
    seed(STUDIO, ROWS, folder)
    Product.objects.filter(code="mug").update(name="Our mug")
    seed(STUDIO, ROWS, folder)
    assert Product.objects.get(code="mug").name == "Our mug"


def test_artwork_bytes_and_tint_mask_can_be_read_back(folder: Path) -> None:
    seed(STUDIO, ROWS, folder)
    artwork = Artwork.objects.get(product__code="mug", kind="cutout", view="front")
    assert ARTWORK.read(artwork.sha256) == (folder / "mug-front.png").read_bytes()
    assert ARTWORK.read(artwork.tint_sha256) == (folder / "mug-front-tint.png").read_bytes()


def test_without_any_artwork_nothing_is_saved(tmp_path: Path) -> None:
    with pytest.raises(NoArtwork):
        seed(STUDIO, ROWS, tmp_path)
    assert not Product.objects.exists()


def test_every_template_is_current_and_its_prompt_fills_for_every_colorway(folder: Path) -> None:
    seed(STUDIO, ROWS, folder)
    for template in PromptTemplate.objects.select_related("current"):
        version = template.current
        assert version is not None
        for colorway in Colorway.objects.select_related("product"):
            if template.slug == "variant-grid" and colorway.product.colorways.count() == 1:
                continue  # one colour makes no grid
            assert version.faults(colorway.placeholder_values()) == []
            assert "{{" not in fill(version.prompt, version.values_with_defaults(colorway.placeholder_values()))


def test_every_placement_is_served_by_the_studio(folder: Path) -> None:
    seed(STUDIO, ROWS, folder)
    for placement in Placement.objects.select_related("default_model"):
        assert placement.default_model in placement.image_models.all()
        assert placement.aspect in placement.default_model.aspects
