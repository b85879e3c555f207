"""Renders, decisions, approved pictures and publications, as programs read them."""

import pytest

from catalog.pictures import sha256
from renders import files
from renders.finishing import Provenance, SourceType, read_provenance
from renders.models import Decision
from tests.factories import make_decision, make_finding, make_publication, make_render, make_review
from tests.images import packshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def approved(db):
    """An approval of a picture whose bytes are there."""
    data = packshot()
    render = make_render(sha256=files.MASTERS.store(data), width=64, height=64, bytes=len(data))
    make_finding(render)
    return make_decision(make_review(render))


def test_an_approved_picture_is_downloaded_as_its_placement_delivers_it(approved, petras_program):
    [listed] = petras_program.read("approved").json()["items"]
    answer = petras_program.get(listed["file"])
    assert (answer["Content-Type"], sha256(answer.content)) == ("image/webp", answer["ETag"].strip('"'))
    assert read_provenance(answer.content) is not None


@pytest.mark.parametrize("verdict", ["reject", "changes"])
def test_what_is_not_approved_is_not_downloaded(verdict, petras_program):
    words = {"reason": "shadow"} if verdict == "reject" else {"note": "Softer"}
    decision = make_decision(verdict=verdict, **words)
    assert petras_program.read(f"approved/{decision.pk}/file").status_code == 404


def test_an_approval_that_was_taken_back_opens_nothing(approved, petras_program):
    Decision.objects.update(undone_at=approved.at)
    assert petras_program.read("approved").json()["items"] == []
    assert petras_program.read(f"approved/{approved.pk}/file").status_code == 404


def test_a_picture_whose_bytes_are_lost_is_a_problem(petras_program):
    decision = make_decision()
    answer = petras_program.read(f"approved/{decision.pk}/file")
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:packshot:problem:lost")


def test_a_decision_names_the_exact_bytes(approved, petras_program):
    answer = petras_program.read(f"decisions/{approved.pk}").json()
    assert (answer["verdict"], answer["sha256"]) == ("approve", approved.render.sha256)
    assert petras_program.read("decisions").json()["items"] == [answer]


def test_a_render_says_what_inspection_found(approved, petras_program):
    answer = petras_program.read(f"renders/{approved.render_id}").json()
    assert len(answer["findings"]) == 1
    assert answer["contract"] == approved.render.shot.contract_json


def test_a_publication_says_where_its_picture_is(approved, petras_program):
    publication = make_publication(approved)
    answer = petras_program.read(f"publications/{publication.pk}").json()
    assert (answer["gallery_slot"], answer["decision"]) == (publication.gallery_slot, approved.pk)
    assert petras_program.read("publications").json()["items"] == [answer]


def test_a_publication_discloses_what_drew_it_and_which_addresses_lost_the_mark(approved, petras_program):
    drawn = Provenance(SourceType.TRAINED_ALGORITHMIC_MEDIA, "Packshot v1", ai_system="hiapi", ai_system_version="x-1")
    lost = ["https://shop.example/a.jpg", "https://shop.example/b.jpg"]
    publication = make_publication(approved, provenance=drawn.fields(), unmarked_addresses="\n".join(lost))
    answer = petras_program.read(f"publications/{publication.pk}").json()
    assert answer["digital_source_type"].endswith("/trainedAlgorithmicMedia")
    assert (answer["ai_system"], answer["ai_system_version"]) == ("hiapi", "x-1")
    assert (answer["visible_ai_label"], answer["unmarked_addresses"]) == ("", lost)
