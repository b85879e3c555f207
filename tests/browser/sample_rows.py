"""Sample rows for the browser tests: one of everything a page can show, made by the product's own methods.

Run in the site under test: `manage.py shell -c "from tests.browser.sample_rows import create_rows; create_rows()"`.
"""

import json
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse

from catalog.models import Colorway, Exemption, ImageModel, Placement, PromptTemplate, PromptVersion
from renders import composing
from renders.models import (
    Banner,
    Baseline,
    Channel,
    Cutting,
    Decision,
    ImportRemark,
    Proposal,
    Publication,
    Render,
    Review,
    Shot,
    ShotSet,
    VendorClaim,
)
from renders.pipeline import tasks
from renders.pipeline.publishing import requests
from renders.pipeline.webhooks import endpoints
from renders.schedule import Enqueue
from tests.factories import (
    make_account,
    make_attempt,
    make_banner,
    make_banner_picture,
    make_campaign,
    make_coverage_view,
    make_finding,
    make_guest_advice,
    make_guest_link,
    make_image_model,
    make_person,
    make_product_import,
    make_production_plan,
    make_render,
    make_shot,
    make_template,
    make_version,
    make_votes,
    make_webhook_delivery,
    make_webhook_endpoint,
)

# Pixels: small enough that a set is drawn in a second, large enough to be looked at.
LONG_EDGE = 256
# The prompt that challenges the current one.
RIVAL = (
    "One {{material}} {{product}}, {{color}}. Front view, centered, filling about 60% of frame, on light grey paper. "
    "Even soft light from the upper left, contact shadow, 50mm. No props. Identical framing."
)
COLOURS = ["beige", "charcoal", "sage", "terracotta", "cream"]
# Somebody in no group, beside the three people of the demo.
NOBODY = "sam"
MAX_WAIT_SECONDS = 120


def create_rows() -> None:
    """Create the rows and print, as JSON, the ids and paths by which tests reach them."""
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
    baseline = Baseline.pick(first_ready(trial.shots.get()), by=maya)
    baseline.freeze(by=ana)
    order = launched(maya, variant, [*COLOURS], count=2, kind="production", note="All colours of the mug")
    wait_until_ready(order)
    VendorClaim.make(first_ready(rivals.shots.get()), by=ravi, reason="distorted", note="Two handles")
    where = reviewed(order, maya, ravi)
    where |= {"shot": code(preview), "set": order.code, "failed_shot": code(failed_set(maya))}
    where |= guest_of(preview)
    draft = PromptTemplate.objects.get(slug="lifestyle").current
    create_campaign(ana)
    where |= create_duels(rival, maya, ravi, ana)
    versions = {
        "draft": path_of(draft),
        "locked": path_of(packshot),
        "frozen": path_of(variant),
        "rival": path_of(rival),
    }
    rows = {"draft_pk": draft.pk, "locked_pk": packshot.pk, "template_pk": packshot.template_id}
    rows["gallery"] = Placement.objects.get(slug="gallery").pk
    product = {"product": Colorway.objects.get(sku="mug-beige-01").product_id}
    cutting = Cutting.objects.filter(product__code="vase").latest("-pk")
    product |= {"cutting": cutting.pk, "photographed": cutting.product_id}
    waiting = make_product_import(requested_by=maya)
    compared = make_product_import(
        requested_by=maya, file_name="checked.csv", state="checked", new_count=182, changed_count=14, note_count=1
    )
    remark = "1E+05 looks changed by a spreadsheet: a long number lost its last digits."
    ImportRemark.objects.create(product_import=compared, is_fault=False, line=7, column="sku", sentence=remark)
    lines = [line_of("pdp-main", variant), line_of("gallery", PromptTemplate.objects.get(slug="three-quarter").current)]
    skus = list(Colorway.objects.order_by("pk").values_list("pk", flat=True))
    product["production_plan"] = make_production_plan(author=maya, title="Spring", colorways=skus, lines=lines).pk
    ordered = {"shot_set": order, "is_ordered": True}
    product["ordered_plan"] = make_production_plan(author=maya, title="Winter", colorways=skus, **ordered).pk
    make_coverage_view(author=maya, name="Gaps")
    make_coverage_view(author=maya, name="Drinkware without a picture", category="Drinkware")
    product |= {"import": waiting.pk, "checked_import": compared.pk}
    hero = Decision.objects.approvals().first()
    names = ("Winter greeting", "Spring greeting", "Birthday")
    banners = [make_banner(decision=hero, made_by=ana, name=name) for name in names]
    banners[1].freeze(by=ana)
    banners[2].freeze(by=ana)
    banners[2].decline(by=ravi, reason="The name covers the handle of the mug. Move it to the top.")
    product |= {"banner": banners[0].pk, "frozen_banner": banners[1].pk, "declined_banner": banners[2].pk}
    drawn = drawn_banners(hero, ana, ravi)
    product |= {"drawn_draft": drawn[0].pk, "drawn_banner": drawn[1].pk}
    product |= create_webhooks(ana)
    print(json.dumps(where | product | versions | rows))  # noqa: T201 - the answer to who ran it


def drawn_banners(hero: Decision, ana: User, ravi: User) -> list[Banner]:
    """A draft, and one in use with two pictures that wait for a decision."""
    placement = hero.render.shot.placement
    writer = make_image_model(provider="hiapi", name="Nano Banana Pro", price_micros=170_000, abilities={"logos": True})
    placement.image_models.add(writer)
    prompt = 'A {{color}} {{product}} beside a card with the words "For {{customer_name}}"'
    version = make_version(make_template(name="Greeting card", placements=[placement]), is_frozen=True, prompt=prompt)
    drawn = {"decision": hero, "made_by": ana, "version": version, "image_model": writer}
    banners = [make_banner(**drawn, name="Drawn greeting"), make_banner(**drawn, name="Thanks", approved_by=ravi)]
    for _ in range(2):
        make_banner_picture(banners[1])
    return banners


def create_webhooks(ana: User) -> dict[str, Any]:
    """An endpoint with a log, and a paused one. Neither hears of anything that happens here."""
    terms = {"kinds": ["account.paused", "account.resumed"], "by": ana}
    stock = make_webhook_endpoint(address="https://stock.example.com/packshot/in?team=spring", **terms)
    answer = '{"error": "no database", "hint": "ask again in a minute", "trace": "a0b1c2d3e4f5"}'
    make_webhook_delivery(stock, status_code=500, answer=answer)
    make_webhook_delivery(stock, state="delivered", status_code=204, attempt_count=1)
    make_webhook_delivery(stock, state="held", attempt_count=0, explanation="A backup was restored.")
    chat = make_webhook_endpoint(description="Chat of the photo team", **terms)
    make_webhook_delivery(chat, explanation="stock.example.com did not answer within 20 s.", attempt_count=10)
    endpoints.stop(chat, chat.Pause.FAILING)
    return {"webhook": stock.pk, "paused_webhook": chat.pk}


def guest_of(order: ShotSet) -> dict[str, Any]:
    """A guest of a set who said what they think of its first picture."""
    seen = first_ready(order.shots.get())
    link = make_guest_link(order)
    make_guest_advice(link, seen, verdict="yes")
    make_guest_advice(link, seen, text="Could the handle be on the left?", x=0.7, y=0.5)
    return {"guest": link.token, "guest_picture": seen.pk}


def line_of(placement: str, version: PromptVersion) -> dict[str, Any]:
    """A placement of a production plan, drawn by its default model."""
    place = Placement.objects.get(slug=placement)
    model = place.default_model or place.image_models.all()[0]
    rows = {"placement": place.pk, "version": version.pk, "image_model": model.pk}
    return {**rows, "count": 1, "scope": "every"}


def create_campaign(ana: User) -> None:
    """A campaign that runs on a placement and a template of its own, and an exemption that no order has used."""
    three_quarter, gallery = small("three-quarter"), Placement.objects.get(slug="gallery")
    three_quarter.freeze(by=ana)
    three_quarter.refresh_from_db()
    make_campaign(three_quarter, placements=[gallery], name="Winter table", slug="winter-table", account_share=40)
    foreign = ImageModel.objects.get(slug="pixelmuse-recraft-v4-pro")
    hero = Placement.objects.get(slug="hero")
    Exemption.objects.create(placement=hero, image_model=foreign, reason="Drawn look for one banner", allowed_by=ana)


def small(slug: str) -> PromptVersion:
    """A new current version of a template, with its last prompt and a small picture."""
    template = PromptTemplate.objects.get(slug=slug)
    fields = {"prompt": template.current.prompt, "parameters": {"long_edge": LONG_EDGE}}
    version = template.versions.create(number=template.next_number(), **fields)
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


def create_duels(rival: PromptVersion, maya: User, ravi: User, ana: User) -> dict[str, Any]:
    """A frozen rival of the current version: one closed duel, one open duel, one proposal."""
    champion, placement = rival.template.current, Placement.objects.get(slug="pdp-main")
    terms = composing.DuelTerms(rival, champion, placement)
    Baseline.pick(first_ready(rival.shots.get()), by=maya).freeze(by=ana)
    codes = []
    for judges in ((maya, ravi), ()):
        duel = composing.open_ready_duel(terms, composing.ready_pairs(terms), by=maya)
        for judge in judges:
            make_votes(duel, judge)
        codes.append(duel.code)
    Proposal.propose("current", rival, by=maya, note="It won on every pair")
    return {"won": codes[0], "duel": codes[1]}


def reviewed(order: ShotSet, maya: User, ravi: User) -> dict[str, Any]:
    """Every shot is submitted: one waits, one comes back, one is approved, one is live, one is open for a test."""
    reviews = [
        Review.submit(shot, pick=first_ready(shot), others=shot.renders.all(), by=maya, note="For the product page")
        for shot in order.shots.order_by("number")
    ]
    waiting, back, approved, live, open_review = reviews
    make_finding(waiting.pick, message="Handle blurred", box=[0.3, 0.3, 0.7, 0.7])
    back.decide(by=ravi, verdict=Decision.Verdict.REJECT, reason=Decision.Reason.SHADOW, note="A softer shadow")
    approved.decide(by=ravi, verdict=Decision.Verdict.APPROVE)
    decision = live.decide(by=ravi, verdict=Decision.Verdict.APPROVE)
    publication = requests.request(decision, channel=Channel.objects.get(), by=maya)
    tasks.enqueue([Enqueue("publish", (publication.pk,))])
    wait(lambda: Publication.objects.get(pk=publication.pk).state == Publication.State.PUBLISHED)
    return {
        "review": waiting.pk,
        "submitted_shot": waiting.shot.code,
        "decided": back.pk,
        "open_review": open_review.pk,
        "publication": publication.pk,
        "release": publication.release_id,
        "channel": publication.channel_id,
        "unpublished": approved.standing_decision.pk,
    }


def failed_set(maya: User) -> ShotSet:
    """A set whose renders failed or are in doubt: rows only, on an account that orders nothing."""
    account = make_account(name="Paused studio", is_enabled=False, paused_reason="The key was refused.")
    shot_set = ShotSet.objects.create(launched_by=maya, order_digest="0" * 64, note="Half of it failed")
    shot_set.assign_code()
    fields = {"colorway": Colorway.objects.get(sku="bottle-rose-01"), "placement": Placement.objects.get(slug="social")}
    version = PromptTemplate.objects.get(slug="three-quarter").current
    model = make_image_model(name="Priced model", price_micros=40_000)
    shot = make_shot(shot_set, version=version, image_model=model, account=account, **fields)
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


def wait(is_so: Callable[[], bool]) -> None:
    """Poll until it is so, at most `MAX_WAIT_SECONDS`."""
    deadline = time.monotonic() + MAX_WAIT_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            raise SystemExit("The worker was not done in time.")
        time.sleep(0.05)


def code(shot_set: ShotSet) -> str:
    """The code of a set's only shot."""
    return shot_set.shots.get().code


def path_of(version: PromptVersion) -> str:
    """Where a version is read."""
    return reverse("versions.detail", args=[version.template.slug, version.number])
