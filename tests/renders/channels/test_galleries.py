"""A product's gallery once a picture came or went."""

from renders.channels.galleries import Gallery, GalleryPicture, Variant


def picture(reference):
    return GalleryPicture(reference, f"https://cdn.example/{reference}.webp")


def test_only_variants_that_showed_the_picture_lose_theirs_even_without_a_sku():
    gallery = Gallery(
        "product", "Mug", (picture("a"), picture("b")), (Variant("v1", "", "a"), Variant("v2", "", "b"))
    ).without("a")
    assert [variant.picture for variant in gallery.variants] == ["", "b"]
