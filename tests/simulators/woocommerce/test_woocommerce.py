"""The simulated shop does what real ones were seen to do."""

import hashlib
import io
from base64 import b64encode

import httpx
import pytest
from PIL import Image

from tests.images import jpeg
from tests.simulators.conftest import NO_TLS
from tests.simulators.woocommerce import woocommerce
from tests.waiting import PATIENCE

MEDIA, PRODUCTS = "/wp-json/wp/v2/media", "/wp-json/wc/v3/products"


@pytest.fixture
def shop():
    with woocommerce() as shop:
        yield shop


def asked(shop, method, path, user="", password="", **options):
    user, password = user or shop.user, password or shop.password
    header = {"Authorization": f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"}
    headers = {**header, **options.pop("headers", {})}
    return httpx.request(
        method, shop.base_url + path, headers=headers, trust_env=False, timeout=PATIENCE, verify=NO_TLS, **options
    )


def sent(shop, data=None, name="mug.jpg", **headers):
    data = jpeg("red", (400, 300)) if data is None else data
    always = {"Content-Type": "image/jpeg", "Content-Disposition": f'attachment; filename="{name}"'}
    named = {**always, **{key.replace("_", "-"): value for key, value in headers.items()}}
    return asked(shop, "POST", MEDIA, content=data, headers={k: v for k, v in named.items() if v})


def code(answer):
    return answer.status_code, answer.json()["code"]


def test_one_password_opens_both_apis(shop):
    assert asked(shop, "GET", "/wp-json/wp/v2/users/me").json()["capabilities"]["upload_files"]
    assert asked(shop, "GET", PRODUCTS).status_code == 200


def test_keys_of_the_shop_do_not_open_the_media_library(shop):
    assert asked(shop, "GET", PRODUCTS, shop.key, shop.secret).status_code == 200
    assert code(asked(shop, "GET", "/wp-json/wp/v2/users/me", shop.key, shop.secret)) == (401, "rest_not_logged_in")


@pytest.mark.parametrize(
    ("user", "password", "expected"),
    [("packshot", "wrong", "incorrect_password"), ("nobody", "wrong", "invalid_username")],
)
def test_a_wrong_password_is_refused(shop, user, password, expected):
    assert code(asked(shop, "GET", PRODUCTS, user, password)) == (401, expected)


def test_an_upload_has_a_location_and_its_number_in_a_header(shop):
    answer = sent(shop)
    number = str(answer.json()["id"])
    assert answer.status_code == 201
    assert answer.headers["X-WP-Upload-Attachment-ID"] == number
    assert answer.headers["Location"].endswith(f"/media/{number}")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"Content_MD5": "0" * 32}, (412, "rest_upload_hash_mismatch")),
        ({"data": b""}, (400, "rest_upload_no_data")),
        ({"Content_Disposition": ""}, (400, "rest_upload_no_content_disposition")),
        ({"Content_Disposition": "inline"}, (400, "rest_upload_invalid_disposition")),
        ({"data": b"no picture"}, (500, "rest_upload_sideload_error")),
    ],
)
def test_an_upload_is_refused(shop, options, expected):
    assert code(sent(shop, **options)) == expected


def test_a_right_md5_is_taken(shop):
    data = jpeg("blue")
    digest = hashlib.md5(data, usedforsecurity=False).hexdigest()
    assert sent(shop, data, Content_MD5=digest).status_code == 201


def test_the_same_name_again_gets_a_number(shop):
    assert [sent(shop).json()["source_url"].rpartition("/")[2] for _ in range(2)] == ["mug.jpg", "mug-1.jpg"]


def test_a_picture_over_2560_pixels_is_shown_as_a_copy(shop):
    fields = sent(shop, jpeg("red", (2600, 50))).json()
    assert fields["source_url"].endswith("mug-scaled.jpg")
    assert (fields["media_details"]["width"], fields["media_details"]["original_image"]) == (2560, "mug.jpg")


@pytest.mark.parametrize(("editor", "keeps"), [("gd", False), ("imagick", True)])
def test_the_editor_decides_what_copies_keep(editor, keeps):
    file = io.BytesIO()
    Image.new("RGB", (400, 300), "red").save(file, "JPEG", xmp=b"<x/>")
    with woocommerce(editor=editor) as shop:
        sizes = sent(shop, file.getvalue()).json()["media_details"]["sizes"]
        copy = httpx.get(sizes["medium"]["source_url"], trust_env=False, verify=NO_TLS).content
    assert ("xmp" in Image.open(io.BytesIO(copy)).info) is keeps


def test_media_are_found_by_the_name_of_their_file(shop):
    sent(shop, name="abc-0123456789abcdef.jpg")
    number = sent(shop).json()["id"]
    asked(shop, "POST", f"{MEDIA}/{number}", json={"title": "Something else"})
    found = asked(shop, "GET", MEDIA, params={"search": "0123456789ABCDEF"}).json()
    assert [each["source_url"].rpartition("/")[2] for each in found] == ["abc-0123456789abcdef.jpg"]


def test_media_are_deleted_for_good_only(shop):
    number = sent(shop).json()["id"]
    assert code(asked(shop, "DELETE", f"{MEDIA}/{number}")) == (501, "rest_trash_not_supported")
    assert asked(shop, "DELETE", f"{MEDIA}/{number}", params={"force": "true"}).json()["deleted"]
    assert code(asked(shop, "GET", f"{MEDIA}/{number}")) == (404, "rest_post_invalid_id")


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_the_list_of_images_replaces_the_gallery(shop, method):
    product = shop.add_product("MUG", pictures=3)
    one, _two, three = product["pictures"]
    asked(shop, method, f"{PRODUCTS}/{product['id']}", json={"images": [{"id": three}, {"id": one}]})
    assert shop.pictures_of(product["id"]) == [three, one]
    asked(shop, method, f"{PRODUCTS}/{product['id']}", json={"images": []})
    assert shop.pictures_of(product["id"]) == []


def test_a_wrong_number_of_a_picture_changes_nothing(shop):
    product = shop.add_product("MUG", pictures=1)
    answer = asked(shop, "PUT", f"{PRODUCTS}/{product['id']}", json={"images": [{"id": 99999}]})
    assert code(answer) == (400, "woocommerce_product_invalid_image_id")
    assert shop.pictures_of(product["id"]) == product["pictures"]


def test_the_address_of_a_picture_makes_another_attachment(shop):
    product = shop.add_product("MUG")
    address = sent(shop).json()["source_url"]
    asked(shop, "PUT", f"{PRODUCTS}/{product['id']}", json={"images": [{"src": address}]})
    assert [each["file"].rpartition("/")[2] for each in shop.media()] == ["mug.jpg", "mug-1.jpg"]


def test_numbers_that_are_no_product(shop):
    product = shop.add_product("MUG", variations=["MUG-R"])
    unknown = asked(shop, "PUT", f"{PRODUCTS}/99999", json={})
    variation = asked(shop, "PUT", f"{PRODUCTS}/{product['variations'][0]}", json={})
    assert code(unknown) == (400, "woocommerce_rest_product_invalid_id")
    assert code(variation) == (404, "woocommerce_rest_invalid_product_id")


def test_a_variation_without_a_picture_answers_with_its_products_unless_it_is_edited(shop):
    product = shop.add_product("MUG", variations=["MUG-R"], pictures=1)
    path = f"{PRODUCTS}/{product['id']}/variations"
    (viewed,), (edited,) = (asked(shop, "GET", path, params={"context": each}).json() for each in ("view", "edit"))
    assert (viewed["image"]["id"], edited["image"]) == (product["pictures"][0], None)


def test_requests_are_counted_as_reads_and_writes(shop):
    sent(shop)
    asked(shop, "GET", MEDIA)
    assert (shop.stats()["reads"], shop.stats()["writes"]) == (1, 1)


def test_a_lie_answers_and_saves_nothing(shop):
    shop.script({"fault": "lie", "on": "media.create"})
    assert sent(shop).status_code == 201
    assert shop.media() == []


def test_a_lost_answer_was_carried_out(shop):
    shop.script({"fault": "lost_answer", "on": "media.create"})
    with pytest.raises(httpx.ReadError):
        sent(shop)
    assert len(shop.media()) == 1


def test_a_shop_in_a_process_of_its_own_is_the_same():
    with woocommerce(apart=True, editor="imagick") as shop:
        assert shop.get("options")["editor"] == "imagick"
        assert sent(shop).status_code == 201
        assert len(shop.media()) == 1


def test_a_rule_that_nobody_can_mean_is_refused(shop):
    with pytest.raises(ValueError, match="No point"):
        shop.script({"fault": "500", "on": "checkout"})
    with pytest.raises(ValueError, match="No fault"):
        shop.script({"fault": "earthquake"})
