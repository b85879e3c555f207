"""A photo reaches a vendor as a reference, through the whole product: served, fetched, compared, and then dead."""

import hashlib
import urllib.request
import uuid
from datetime import timedelta
from urllib.error import HTTPError

import pytest
from django.utils import timezone

from catalog.pictures.artwork_files import ARTWORK
from renders import composing, providers
from renders.composing import OrderOptions
from renders.files import RENDITIONS
from renders.models import Account, Attempt, LedgerEntry, SentReference
from renders.models.renders import State
from tests.fakes import due_now, work
from tests.images import jpeg
from tests.renders.composing.at_vendors import choices_at
from tests.simulators.running import simulator
from tests.waiting import PATIENCE

PHOTO = jpeg("#8090a0", (900, 600))
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def launch(petra, settings, live_server):
    """One production render at a simulated vendor that reaches us at a real address: `launch(simulated, slug)`."""

    def launched(simulated, slug):
        settings.PUBLIC_BASE_URL = live_server.url
        photo = {"kind": "photo", "sha256": ARTWORK.store(PHOTO), "width": 900, "height": 600}
        choices = choices_at(simulated, slug, settings, **photo)
        options = OrderOptions(uses_photo=True)
        plan = composing.plan(**choices, count=1, kind="production", by=petra, options=options)
        return composing.launch(plan, by=petra, token=uuid.uuid4())

    yield launched
    providers.ADAPTERS.clear()


def status_of(address):
    try:
        with DIRECT.open(address, timeout=PATIENCE) as answer:
            return answer.status
    except HTTPError as error:
        with error:
            return error.code


def found_by(simulated):
    """What the vendor found at the only reference of its only order."""
    [entry] = simulated.ledger()["accepted"]
    [found] = entry["details"]["references"]
    return found


@pytest.mark.parametrize(
    ("vendor", "slug", "micros"),
    [
        ("hiapi", "nano-banana-pro", 170_000),
        ("hiapi", "gpt-image-2-5-flare-from-picture", 50_000),
        ("pixelmuse", "pixelmuse-nano-banana-pro", 200_000),
    ],
)
def test_the_vendor_fetches_the_very_bytes_and_the_address_dies_with_the_order(vendor, slug, micros, launch):
    with simulator(vendor, scale=0.01, mean=100.0, sigma=0.0, rpm=0) as simulated:
        shot_set = launch(simulated, slug)
        work()
        found, sent = found_by(simulated), SentReference.objects.get()
        assert found["sha256"] == sent.sha256 == hashlib.sha256(RENDITIONS.read(sent.sha256)).hexdigest()
        assert (found["form"], found["media_type"], found["mode"]) == ("address", "image/jpeg", "RGB")
        assert (found["size"], found["metadata"]) == ([900, 600], [])
        address = f"/references/{sent.token}.jpg"
        simulated.advance(1_000)
        Attempt.objects.update(sent_at=timezone.now() - timedelta(seconds=250))
        due_now(Account)
        work()
        assert shot_set.renders.get().state == State.READY
        assert status_of(f"{launch_url(shot_set)}{address}") == 404
        assert simulated.ledger()["billed_micros"] == micros
        assert sum(LedgerEntry.objects.values_list("spent_micros", flat=True)) == micros


def launch_url(shot_set):
    """Where this Packshot is served, as the order says."""
    request = Attempt.objects.get(shot__shot_set=shot_set).request
    return request[request.index("http://") :].partition("/references/")[0]


def test_an_address_is_dead_after_its_time_though_the_order_is_open(launch):
    with simulator("hiapi", scale=0.01, mean=1_000_000.0, rpm=0) as simulated:
        shot_set = launch(simulated, "nano-banana-pro")
        work()
        sent = SentReference.objects.get()
        address = f"{launch_url(shot_set)}/references/{sent.token}.jpg"
        SentReference.objects.update(expires_at=timezone.now() + timedelta(seconds=60))
        assert status_of(address) == 200
        SentReference.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert (status_of(address), sent.attempt.outcome) == (404, Attempt.Outcome.OPEN)


def test_a_repeat_of_an_order_whose_answer_was_lost_buys_once_with_the_same_reference(launch):
    with simulator("hiapi", scale=0.01, mean=1_000_000.0, rpm=0) as simulated:
        simulated.script({"fault": "reset_after", "on": "create", "nth": 1})
        shot_set = launch(simulated, "nano-banana-pro")
        work()
        assert shot_set.renders.get().state == State.IN_DOUBT
        due_now()
        work()
        assert shot_set.renders.get().state == State.SUBMITTED
        assert found_by(simulated)["sha256"] == SentReference.objects.get().sha256
        assert simulated.ledger()["billed_micros"] == 170_000
