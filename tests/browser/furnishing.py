"""What stands in the house when the browser comes: one of everything a page can show, made by the product's own verbs.

Run inside the house: `manage.py shell -c "from tests.browser.furnishing import furnish; furnish()"`.
"""

import json
import time
import uuid
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse

from catalog.models import Colorway, Exemption, ImageModel, Placement, PromptTemplate, PromptVersion
from renders import composing
from renders.pipeline import publish, tasks
from renders.models import Baseline, Channel, Decision, Proposal, Publication, Render, Review, Shot, ShotSet
from renders.schedule import Enqueue
from tests.factories import (
    make_account,
    make_attempt,
    make_campaign,
    make_image_model,
    make_person,
    make_render,
    make_shot,
    make_votes,
)

LONG_EDGE = 256
"""Pixels: small enough that a set is drawn in a second, large enough to be looked at."""
RIVAL = (
    "One {{material}} {{product}}, {{color}}. Front view, centered, filling about 60% of frame, on light grey paper. "
    "Even soft light from the upper left, contact shadow, 50mm. No props. Identical framing."
)
"""The prompt that challenges the current one."""
COLOURS = ["beige", "charcoal", "sage", "terracotta", "cream"]
NOBODY = "sam"
"""Somebody in no group, beside the three people of the demo."""
FETCH_WINDOW = 120


def furnish() -> None:
    """Fill the house and print, as JSON, where its things are."""
    Placement.objects.update(min_width=1, min_height=1)
    maya, ravi, ana = (User.objects.get(username=name) for name in ("maya", "ravi", "ana"))
    make_person(NOBODY, group=None)
    packshot, variant = small("packshot"), small("colour-variant")
    preview = launched(maya, packshot, ["beige"], count=8, note="Autumn catalogue")
    trial = launched(maya, variant, ["beige"], count=8)
    rival = variant.template.versions.create(number=variant.number + 1, prompt=RIVAL, parameters=variant.parameters)
    rivals = launched(maya, rival, ["beige"], count=8, note="Lab")
    wait_until_ready(preview, trial, rivals)
    Baseline.pick(first_ready(preview.shots.get()), by=maya)
    standard = Baseline.pick(first_ready(trial.shots.get()), by=maya)
    standard.freeze(by=ana)
    order = launched(maya, variant, [*COLOURS], count=2, kind="production", note="All colours of the mug")
    wait_until_ready(order)
    where = judged(order, maya, ravi) | {"shot": code(preview), "set": order.code, "trouble": code(trouble(maya))}
    draft = PromptTemplate.objects.get(slug="lifestyle").current
    campaigning(ana)
    where |= dueled(rival, maya, ravi, ana)
    versions = {
        "draft": path_of(draft),
        "sealed": path_of(packshot),
        "frozen": path_of(variant),
        "rival": path_of(rival),
    }
    rows = {"draft_pk": draft.pk, "sealed_pk": packshot.pk, "template_pk": packshot.template_id}
    rows["gallery"] = Placement.objects.get(slug="gallery").pk
    product = {"product": Colorway.objects.get(sku="mug-beige-01").product_id}
    print(json.dumps(where | product | versions | rows))  # noqa: T201 - the answer to who ran it


def campaigning(ana: User) -> None:
    """A campaign that runs on a placement and a template of its own, and a leave that waits for an order."""
    turned, gallery = small("three-quarter"), Placement.objects.get(slug="gallery")
    turned.freeze(by=ana)
    turned.refresh_from_db()
    make_campaign(turned, placements=[gallery], name="Winter table", slug="winter-table")
    foreign = ImageModel.objects.get(slug="pixelmuse-recraft-v4-pro")
    hero = Placement.objects.get(slug="hero")
    Exemption.objects.create(placement=hero, image_model=foreign, reason="Drawn look for one banner", granted_by=ana)


def small(slug: str) -> PromptVersion:
    """A new current version of a template, with its last prompt and a small picture."""
    template = PromptTemplate.objects.get(slug=slug)
    words = {"prompt": template.current.prompt, "parameters": {"long_edge": LONG_EDGE}}
    version = template.versions.create(number=template.next_number(), **words)
    template.promote(version, by=None)
    return version


def launched(
    by: User, version: PromptVersion, colours: list[str], *, count: int, kind: str = "preview", note: str = ""
) -> ShotSet:
    """A set of mugs on the way."""
    placement = Placement.objects.get(slug="pdp-main")
    order = composing.plan(
        colorways=[Colorway.objects.get(sku=f"mug-{colour}-01") for colour in colours],
        placement=placement,
        version=PromptVersion.objects.get(pk=version.pk),
        image_model=placement.default_model,
        count=count,
        kind=kind,
        by=by,
    )
    return composing.launch(order, by=by, token=uuid.uuid4(), note=note)


def dueled(rival: PromptVersion, maya: User, ravi: User, ana: User) -> dict[str, Any]:
    """A frozen rival of the current version: one duel is over, another one waits for judges, one question is asked."""
    champion, placement = rival.template.current, Placement.objects.get(slug="pdp-main")
    meeting = composing.Meeting(rival, champion, placement)
    Baseline.pick(first_ready(rival.shots.get()), by=maya).freeze(by=ana)
    codes = []
    for judges in ((maya, ravi), ()):
        duel = composing.ready_duel(meeting, composing.ready_pairs(meeting), by=maya)
        for judge in judges:
            make_votes(duel, judge)
        codes.append(duel.code)
    Proposal.ask("current", rival, by=maya, note="It won on every pair")
    return {"won": codes[0], "duel": codes[1]}


def judged(order: ShotSet, maya: User, ravi: User) -> dict[str, Any]:
    """Every shot is submitted: one waits, one comes back, one is approved, one is live, one is left for a test."""
    reviews = [
        Review.submit(shot, pick=first_ready(shot), others=shot.renders.all(), by=maya, note="For the product page")
        for shot in order.shots.order_by("number")
    ]
    waiting, back, approved, live, spare = reviews
    back.decide(by=ravi, verdict=Decision.Verdict.REJECT, reason=Decision.Reason.SHADOW, note="A softer shadow")
    approved.decide(by=ravi, verdict=Decision.Verdict.APPROVE)
    decision = live.decide(by=ravi, verdict=Decision.Verdict.APPROVE)
    publication = publish.request(decision, channel=Channel.objects.get(), by=maya)
    tasks.enqueue([Enqueue("publish", (publication.pk,))])
    wait(lambda: Publication.objects.get(pk=publication.pk).state == Publication.State.PUBLISHED)
    return {"review": waiting.pk, "decided": back.pk, "spare": spare.pk, "publication": publication.pk}


def trouble(maya: User) -> ShotSet:
    """A set whose renders came to grief: rows only, on an account that orders nothing."""
    account = make_account(name="Paused studio", is_enabled=False, paused_reason="The key was refused.")
    shot_set = ShotSet.objects.create(launched_by=maya, order_digest="0" * 64, note="Half of it failed")
    shot_set.assign_code()
    facts = {"colorway": Colorway.objects.get(sku="bottle-rose-01"), "placement": Placement.objects.get(slug="social")}
    version = PromptTemplate.objects.get(slug="three-quarter").current
    model = make_image_model(name="Priced model", price_micros=40_000)
    shot = make_shot(shot_set, version=version, image_model=model, account=account, **facts)
    attempt = make_attempt(shot)
    for state in ("failed", "in_doubt", "cancelled", "failed"):
        make_render(shot, state=state, attempt=None if state == "cancelled" else attempt)
    return shot_set


def first_ready(shot: Shot) -> Render:
    """A ready candidate of a shot."""
    return shot.renders.filter(state=Render.State.READY).order_by("number")[0]


def wait_until_ready(*sets: ShotSet) -> None:
    """Wait for the worker to draw them."""
    wait(lambda: not Render.objects.filter(shot_set__in=sets).unfinished().exists())


def wait(is_so: Any) -> None:
    """Look again and again until it is so."""
    deadline = time.monotonic() + FETCH_WINDOW
    while not is_so():
        if time.monotonic() > deadline:
            raise SystemExit("The worker did not get there.")
        time.sleep(0.05)


def code(shot_set: ShotSet) -> str:
    """The code of a set's only shot."""
    return shot_set.shots.get().code


def path_of(version: PromptVersion) -> str:
    """Where a version is read."""
    return reverse("prompt-version", args=[version.template.slug, version.number])
