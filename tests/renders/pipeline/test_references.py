"""References are ready before an order is stored, are the same in every repeat, and cost nothing when they are lost."""

import io
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from catalog.pictures.artwork_files import ARTWORK
from renders import composing, schedule
from renders.composing import OrderOptions
from renders.files import RENDITIONS
from renders.invariants import files_are_what_rows_say
from renders.models import Attempt, LedgerEntry, SentReference
from renders.models.renders import State
from renders.providers import Abilities, Busy, Unclear
from tests.factories import make_artwork, make_render
from tests.fakes import RUNNING, due_now, work

pytestmark = pytest.mark.django_db(transaction=True)
BASE = "https://packshot.example"
TAKES = {"field": "image_input", "maximum": 8, "forms": ["address"], "roles": ["product"]}


def photo():
    """A large JPEG as a camera writes it."""
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    Image.new("RGB", (3000, 2000), "#8090a0").save(buffer, "JPEG", exif=exif, comment=b"mine", dpi=(300, 300))
    return buffer.getvalue()


PHOTO = photo()


@pytest.fixture(autouse=True)
def public_address(settings):
    settings.PUBLIC_BASE_URL = BASE


@pytest.fixture
def choices(order, fake):
    """An order of a product that has a photo, on a model that takes references, whose tasks do not end."""
    [colorway] = order["colorways"]
    make_artwork(colorway.product, kind="photo", sha256=ARTWORK.store(PHOTO), width=3000, height=2000)
    order["image_model"].reference_pictures = TAKES
    order["image_model"].save()
    fake.progress, fake.abilities = RUNNING, Abilities(tasks_per_poll=100)
    return order


def launched(choices, petra, **more):
    plan = composing.plan(**choices, by=petra, options=OrderOptions(uses_photo=True), **more)
    return composing.launch(plan, by=petra, token=uuid.uuid4())


def drafted(fake):
    """The references of every order that was drafted."""
    return [list(order.references) for order in fake.orders]


def takes(choices, **changes):
    choices["image_model"].reference_pictures = {**TAKES, **changes}
    choices["image_model"].save()


def test_a_photo_is_served_to_the_vendor_small_in_srgb_and_without_metadata(choices, petra, fake, client):
    launched(choices, petra)
    work()
    [address] = drafted(fake)[0]
    answer = client.get(address.removeprefix(BASE))
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (2048, 1365))
        assert not {"exif", "icc_profile", "xmp", "comment"} & set(picture.info)


def test_every_order_has_an_address_of_its_own_and_the_file_is_made_once(choices, petra, fake):
    launched(choices, petra)
    work()
    addresses = [address for [address] in drafted(fake)]
    assert len(set(addresses)) == len(addresses) > 1
    assert SentReference.objects.values("sha256").distinct().count() == 1


def test_the_reference_is_ready_before_the_order_is_stored(choices, petra, fake):
    def look(draft):
        attempt = Attempt.objects.get(key=uuid.UUID(draft))
        [sent] = attempt.references.all()
        assert RENDITIONS.has(sent.sha256)
        assert attempt.request
        return f"task-{draft}"

    fake.answer = look
    shot_set = launched(choices, petra)
    work()
    assert shot_set.renders.filter(state=State.SUBMITTED).count() == len(fake.orders) > 1


def test_a_repeat_of_a_lost_order_names_the_same_address_which_lives_as_long_as_its_key(choices, petra, fake):
    fake.abilities = Abilities(tasks_per_poll=100, replays_by_key=True)
    fake.answer = Unclear("No answer")
    launched(choices, petra)
    work()
    before = dict(Attempt.objects.values_list("pk", "request"))
    fake.answer = None
    due_now()
    work()
    assert dict(Attempt.objects.filter(pk__in=before).values_list("pk", "request")) == before
    lives = [sent.expires_at - sent.created_at for sent in SentReference.objects.filter(attempt__in=before)]
    assert min(lives) >= schedule.REPLAY_WINDOW + timedelta(seconds=590)


@pytest.mark.parametrize("source", ["photo", "render"])
def test_a_lost_file_fails_the_render_for_nothing_with_a_sentence(source, choices, petra, fake):
    sha256 = choices["colorways"][0].product.artwork.get(kind="photo").sha256
    ARTWORK.storage.delete(f"{sha256[:2]}/{sha256}")
    lost = OrderOptions(uses_photo=True) if source == "photo" else OrderOptions(render=make_render(mark="star"))
    plan = composing.plan(**choices, by=petra, options=lost)
    shot_set = composing.launch(plan, by=petra, token=uuid.uuid4())
    work()
    assert {*shot_set.renders.values_list("state", "reason")} == {(State.FAILED, "refused")}
    assert "is missing. Nothing was ordered" in shot_set.renders.first().explanation
    assert fake.sent == []
    assert sum(LedgerEntry.objects.values_list("reserved_micros", flat=True)) == 0


def test_a_picture_is_sent_along_where_the_model_takes_that_and_nobody_reaches_us(choices, petra, fake, settings):
    settings.PUBLIC_BASE_URL = ""
    takes(choices, forms=["address", "data"])
    launched(choices, petra)
    work()
    [data] = drafted(fake)[0]
    assert data.startswith("data:image/jpeg;base64,/9j/")


def test_a_picture_is_uploaded_first_where_the_model_takes_that(choices, petra, fake):
    fake.abilities = Abilities(tasks_per_poll=100, takes_uploads=True)
    takes(choices, forms=["upload"])
    launched(choices, petra)
    work()
    assert drafted(fake)[0] == ["https://vendor.example/1.jpg"]
    assert fake.uploads[0].startswith(b"\xff\xd8")


@pytest.mark.parametrize("error", [Busy("Wait", 30), Unclear("No answer")])
def test_an_upload_that_fails_orders_nothing_and_is_tried_again(error, choices, petra, fake):
    fake.abilities = Abilities(tasks_per_poll=100, takes_uploads=True)
    takes(choices, forms=["upload"])
    fake.upload_error = error
    shot_set = launched(choices, petra)
    work()
    assert fake.sent == []
    assert {*shot_set.renders.values_list("state", flat=True)} == {State.QUEUED}


def test_without_any_way_to_send_it_the_order_is_refused_before_launch(choices, petra, settings):
    settings.PUBLIC_BASE_URL = ""
    with pytest.raises(composing.NotLaunchable, match="which has no public address. An admin can set it."):
        launched(choices, petra)


def test_a_product_without_a_photo_is_named_before_launch(choices, petra):
    product = choices["colorways"][0].product
    product.artwork.filter(kind="photo").delete()
    with pytest.raises(composing.NotLaunchable, match=f"{product} has no photo. Add one on its page"):
        launched(choices, petra)


def test_the_colorways_own_photo_comes_before_the_products(choices, petra):
    [colorway] = choices["colorways"]
    own = make_artwork(colorway.product, colorway=colorway, kind="photo", view="top")
    plan = composing.plan(**choices, by=petra, options=OrderOptions(uses_photo=True))
    [(_, contract, _)] = plan.contracts
    assert [(one.role, one.source, one.sha256) for one in contract.references] == [("product", "artwork", own.sha256)]


def test_an_order_without_references_makes_none(choices, petra, fake):
    composing.launch(composing.plan(**choices, by=petra), by=petra, token=uuid.uuid4())
    work()
    assert drafted(fake)[0] == []
    assert not SentReference.objects.exists()


def test_an_address_ends_with_its_order(choices, petra, fake, client):
    launched(choices, petra)
    work()
    address = drafted(fake)[0][0].removeprefix(BASE)
    assert client.get(address).status_code == 200
    Attempt.objects.get(references__token=address.split("/")[-1].removesuffix(".jpg")).end("failed", timezone.now())
    assert client.get(address).status_code == 404


def test_verify_misses_a_file_that_a_vendor_may_still_fetch(choices, petra, fake):
    launched(choices, petra)
    work()
    sent = SentReference.objects.first()
    assert not list(files_are_what_rows_say())
    RENDITIONS.storage.delete(f"{sent.sha256[:2]}/{sent.sha256}")
    assert f"The reference picture {sent.pk} is missing" in list(files_are_what_rows_say())
