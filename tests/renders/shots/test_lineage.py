"""The page of a candidate shows where it comes from and where it went."""

import pytest
from django.urls import reverse

from renders.composing import finishing
from renders.finishing.steps import LabelAsMadeByAI
from renders.views.shots.lineage import lineage_of
from tests.factories import make_decision, make_person, make_publication, make_render, make_review, make_shot
from tests.html import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def lineage(client_of, petra):
    """The lines of a candidate's page, by their label."""

    def of(render):
        steps = client_of(petra).get(render.get_absolute_url()).context["lineage"]
        return {step.label: [text for text, _address in step.rows] for step in steps}

    return of


def test_a_candidate_that_nobody_judged_says_what_it_was_drawn_from_and_by(lineage):
    render = make_render()
    shot = render.shot
    assert lineage(render) == {
        "Drawn from": ["the prompt alone"],
        "Prompt": [str(shot.version)],
        "Drawn by": [f"{shot.image_model}, lightbox"],
        "Candidate": [f"{render.number} of {shot}, $0.00"],
        "Approved by": ["nobody yet"],
        "Published": ["nowhere yet"],
    }


def test_what_the_providers_file_says_is_shown(lineage, client_of, petra):
    marks = [{"kind": "c2pa", "detail": "C2PA manifest of 12 bytes"}, {"kind": "watermark", "detail": "<b>SynthID</b>"}]
    render = make_render(provider_marks=marks)
    shown = lineage(render)["Its file says"]
    assert shown == ["Content Credentials: C2PA manifest of 12 bytes", "Watermark: <b>SynthID</b>"]
    assert "&lt;b&gt;SynthID" in client_of(petra).get(render.get_absolute_url()).content.decode()


def test_a_line_with_several_texts_stays_one_line_of_the_table(client_of, petra):
    marks = [{"kind": "tool", "detail": "A"}, {"kind": "credit", "detail": "B"}]
    page = client_of(petra).get(make_render(provider_marks=marks).get_absolute_url()).content.decode()
    card = page.partition('id="lineage-title"')[2].partition("</section>")[0]
    assert card.count("<dt>") == card.count("<dd>") > 0
    assert "Made with: A" in card
    assert "Credit: B" in card


def test_an_approved_picture_names_who_approved_it_and_where_it_is(lineage):
    decision = make_decision(by=make_person(group="Reviewers", first_name="Rosa", last_name="Lee"))
    publication = make_publication(decision)
    found = lineage(decision.render)
    assert found["Approved by"][0].startswith("Rosa Lee, ")
    assert found["Published"] == [f"{publication.channel}: waiting"]


def test_a_finished_picture_begins_with_the_candidate_that_it_is_made_of(petra):
    first = make_render(provider_marks=[{"kind": "credit", "detail": "Made by a model"}])
    finished = finishing.finish(first, (LabelAsMadeByAI(text="AI", corner="top-left"),), by=petra)
    found = {step.label: step.rows for step in lineage_of(finished)}
    assert found["Candidate"] == ((f"{first.number} of {first.shot}, $0.00", first.get_absolute_url()),)
    assert found["Its file says"] == (("Credit: Made by a model", ""),)
    assert found["Finished"] == ((finished.chain_text, finished.get_absolute_url()),)


def test_every_role_reads_it_and_its_links_lead_somewhere(client_of, role):
    decision = make_decision(make_review(make_render(make_shot())))
    publication = make_publication(decision)
    page = client_of(role).get(decision.render.get_absolute_url())
    text = flat(page)
    assert "Where it comes from" in text
    assert reverse("publications.detail", args=[publication.pk]) in page.content.decode()


@pytest.fixture(params=["Marketers", "Reviewers", "Admins"])
def role(request):
    return make_person(group=request.param)
