"""Rows for tests. Each function makes one valid row and whatever it stands on; name what matters, leave the rest."""

import hashlib
import itertools
import json
import zlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone

from catalog.models import Artwork, Campaign, Colorway, ImageModel, Placement, Product, PromptTemplate, PromptVersion
from renders.composing.shots.planned import contract_of
from renders.files import MASTERS, RENDITIONS
from renders.models import (
    Account,
    ApiScope,
    ApiToken,
    Attempt,
    Banner,
    BannerPicture,
    Budget,
    Channel,
    CommentThread,
    CoverageView,
    Cutting,
    Decision,
    Duel,
    Finding,
    GuestAdvice,
    GuestLink,
    ImportFile,
    Listing,
    ModelPause,
    Notification,
    ProductImport,
    ProductionPlan,
    Publication,
    Release,
    Render,
    Review,
    ReviewCandidate,
    Rework,
    SentReference,
    SetDraft,
    Shot,
    ShotSet,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookKind,
)
from renders.models.duels import open_duel
from renders.pipeline.banners.drawing import approve
from renders.pipeline.customers import picture_files
from renders.pipeline.webhooks import endpoints as webhook_endpoints
from tests.images import jpeg, png

PASSWORD = "correct horse battery"
PROMPT = "Product packshot: {{material}} {{product}}, {{color}}, seamless white cyclorama, about 70% of frame"
ASPECTS = ["1:1", "4:3", "3:2", "4:5", "16:9"]
State = Render.State

_number = itertools.count(1)


def make_person(username: str = "", *, group: str | None = "Marketers", **overrides: Any) -> Any:
    """Somebody who can sign in with `PASSWORD`; `group` is Marketers, Reviewers, Admins or None."""
    name = username or f"person-{next(_number)}"
    person = get_user_model().objects.create_user(name, password=PASSWORD, **overrides)
    if group:
        person.groups.add(Group.objects.get(name=group))
    return person


def make_product(**overrides: Any) -> Product:
    """A product with every fact that placeholders ask for, without colorways."""
    n = next(_number)
    facts = {"code": f"mug-{n}", "name": f"Coffee mug {n}", "noun": "coffee mug", "material": "matte ceramic"}
    return Product.objects.create(**{**facts, "category": "drinkware", "finish": "satin", **overrides})


def make_colorway(product: Product | None = None, **overrides: Any) -> Colorway:
    """A colorway, of a new product unless one is given."""
    n = next(_number)
    facts = {"sku": f"mug-beige-{n}", "name": f"Beige {n}", "color_words": "soft beige glaze", "swatch": "#d9c7ae"}
    return Colorway.objects.create(product=product or make_product(), **{**facts, **overrides})


def make_artwork(product: Product | None = None, **overrides: Any) -> Artwork:
    """A front cutout as a row; its bytes are kept by whoever needs them."""
    facts = {"kind": Artwork.Kind.CUTOUT, "sha256": digest_of(next(_number)), "width": 1024, "height": 1024}
    return Artwork.objects.create(product=product or make_product(), **{**facts, **overrides})


def make_product_import(**overrides: Any) -> ProductImport:
    """A file whose columns are looked at, with its first row."""
    header = ["sku", "product_code", "product_name", "name", "color_words"]
    sample = dict(zip(header, ("cup-1", "cup", "Cup", "White", "pure white"), strict=True))
    fields = {"state": ProductImport.State.MAPPING, "file_name": "products.csv", "format": "packshot"}
    fields |= {"header": header, "samples": [sample], "columns": {name: name for name in header}, "rows_total": 1}
    one = ProductImport.objects.create(**{**fields, "encoding": "UTF-8", "delimiter": ",", **overrides})
    data = f"{','.join(header)}\n{','.join(sample.values())}\n".encode()
    ImportFile.objects.create(product_import=one, data=zlib.compress(data))
    return one


def make_cutting(photo: Artwork | None = None, **overrides: Any) -> Cutting:
    """The cutting of a photo, done and waiting for a person."""
    photo = photo or make_artwork(kind=Artwork.Kind.PHOTO)
    result = {"sha256": digest_of(next(_number)), "width": 64, "height": 64, "box": [0, 0, photo.width, photo.height]}
    fields = {"state": Cutting.State.UNDECIDED, "reason_codes": ["shadow"], **result, **overrides}
    Cutting.objects.filter(photo_sha256=photo.sha256).update(due_at=None, **fields)
    return Cutting.objects.get(photo_sha256=photo.sha256)


def make_image_model(**overrides: Any) -> ImageModel:
    """A free image model of the built-in studio that draws every ratio we use."""
    n = next(_number)
    facts = {"slug": f"studio-{n}", "name": f"Studio {n}", "provider": "lightbox", "endpoint": f"studio-{n}"}
    return ImageModel.objects.create(**{**facts, "aspects": ASPECTS, "typical_seconds": 2, **overrides})


def make_placement(*, image_models: Sequence[ImageModel] | None = None, **overrides: Any) -> Placement:
    """A square placement; its first image model is its default one."""
    n = next(_number)
    allowed = [make_image_model()] if image_models is None else list(image_models)
    facts = {"slug": f"pdp-main-{n}", "name": f"PDP main {n}", "aspect": "1:1"}
    placement = Placement.objects.create(default_model=allowed[0] if allowed else None, **{**facts, **overrides})
    placement.image_models.set(allowed)
    return placement


def make_template(*, placements: Sequence[Placement] | None = None, **overrides: Any) -> PromptTemplate:
    """A template without versions, for one new placement unless some are given."""
    n = next(_number)
    template = PromptTemplate.objects.create(**{"slug": f"packshot-{n}", "name": f"Packshot {n}", **overrides})
    template.placements.set([make_placement()] if placements is None else placements)
    return template


def make_version(
    template: PromptTemplate | None = None, *, is_current: bool = True, is_frozen: bool = False, **overrides: Any
) -> PromptVersion:
    """The next version of a template, made current; frozen when asked."""
    template = template or make_template()
    facts = {"number": template.next_number(), "prompt": PROMPT, "author": None}
    version = PromptVersion.objects.create(template=template, **{**facts, **overrides})
    if is_frozen:
        version.freeze(by=make_person(group=None))
        version.refresh_from_db()
    if is_current:
        template.promote(version, by=None)
    return version


def make_campaign(*versions: PromptVersion, placements: Sequence[Placement] = (), **overrides: Any) -> Campaign:
    """A campaign that runs since an hour and for another day, for frozen current versions and where they are used."""
    n, now = next(_number), timezone.now()
    held = versions or (make_version(is_frozen=True),)
    used = placements or [placement for version in held for placement in version.template.placements.all()]
    facts = {"name": f"Winter {n}", "slug": f"winter-{n}", "starts_at": now - timedelta(hours=1)}
    facts |= {"ends_at": now + timedelta(days=1), **overrides}
    return Campaign.arrange(versions=held, placements=used, **facts)


def make_account(**overrides: Any) -> Account:
    """The studio's account, made once; another one with overrides."""
    standing = None if overrides else Account.objects.for_provider("lightbox")
    return standing or Account.objects.create(**{"provider": "lightbox", "name": f"key {next(_number)}", **overrides})


def make_budget(**overrides: Any) -> Budget:
    """A monthly cap of $10 for everybody."""
    return Budget.objects.create(**{"name": f"Team {next(_number)}", "cap_micros": 10_000_000, **overrides})


def make_token(person: Any = None, **overrides: Any) -> ApiToken:
    """A token of the JSON API with every scope, without its secret."""
    return make_token_and_secret(person, **overrides)[0]


def make_token_and_secret(person: Any = None, **overrides: Any) -> tuple[ApiToken, str]:
    """A token of the JSON API with every scope, and its secret."""
    person = person or make_person()
    terms = {"name": "Sync", "scopes": ApiScope.values, "rate": 3_000, "days": 30, "by": person, **overrides}
    return ApiToken.make(person=person, **terms)


def make_webhook_endpoint(**overrides: Any) -> WebhookEndpoint:
    """An endpoint that is sent everything, without its secret."""
    facts = {"address": "https://stock.example.com/in", "description": "Stock system", "kinds": WebhookKind.values}
    by = overrides.pop("by", None) or make_person(group="Admins")
    return webhook_endpoints.add(**{**facts, **overrides}, by=by)[0]


def make_webhook_delivery(endpoint: WebhookEndpoint | None = None, **overrides: Any) -> WebhookDelivery:
    """A delivery that failed."""
    endpoint = endpoint or make_webhook_endpoint()
    body = json.dumps({"type": "set.launched", "timestamp": "2026-11-30T09:41:07.482Z", "data": {}})
    facts = {"kind": "set.launched", "body": body, "state": WebhookDelivery.State.FAILED, "attempt_count": 10}
    return WebhookDelivery.objects.create(endpoint=endpoint, **{**facts, **overrides})


def make_shot_set(**overrides: Any) -> ShotSet:
    """A launched preview set, without shots."""
    if "launched_by" not in overrides:
        overrides["launched_by"] = make_person()
    shot_set = ShotSet.objects.create(**{"order_digest": digest_of(next(_number)), **overrides})
    shot_set.assign_code()
    return shot_set


def make_set_draft(**overrides: Any) -> SetDraft:
    """A draft with no product picked yet."""
    if "author" not in overrides:
        overrides["author"] = make_person()
    return SetDraft.objects.create(**{"choices": {"kind": "preview", "lines": [{}]}, **overrides})


def make_coverage_view(**overrides: Any) -> CoverageView:
    """A view of what has gaps."""
    if "author" not in overrides:
        overrides["author"] = make_person()
    return CoverageView.objects.create(**{"name": f"Gaps {next(_number)}", "only_gaps": True, **overrides})


def make_production_plan(*colorways: Colorway, **overrides: Any) -> ProductionPlan:
    """A plan for these colorways, or a new one, without placements."""
    if "author" not in overrides:
        overrides["author"] = make_person()
    chosen = [one.pk for one in colorways or (make_colorway(),)]
    return ProductionPlan.objects.create(**{"colorways": chosen, **overrides})


def make_shot(
    shot_set: ShotSet | None = None,
    *,
    colorway: Colorway | None = None,
    placement: Placement | None = None,
    version: PromptVersion | None = None,
    image_model: ImageModel | None = None,
    **overrides: Any,
) -> Shot:
    """A shot with its contract and without renders; its version is locked, as launching locks it."""
    shot_set, colorway = shot_set or make_shot_set(), colorway or make_colorway()
    placement = placement or make_placement()
    version = version or make_version(make_template(placements=[placement]))
    image_model = image_model or placement.default_model or make_image_model()
    PromptVersion.objects.filter(pk=version.pk).lock()
    number = shot_set.shots.count() + 1
    contract = contract_of(colorway, placement, version, image_model)
    facts = {
        "number": number,
        "code": f"{shot_set.code}-{number}",
        "account": make_account(),
        "contract_json": contract.model_dump(mode="json"),
        "contract_digest": contract.digest(),
        "price_micros": image_model.price_micros,
    }
    order = {"colorway": colorway, "placement": placement, "version": version, "image_model": image_model}
    return Shot.objects.create(shot_set=shot_set, **order, **{**facts, **overrides})


def make_attempt(shot: Shot | None = None, **overrides: Any) -> Attempt:
    """A request that was sent and delivered."""
    shot = shot or make_shot()
    sent = {"sent_at": timezone.now(), "task_id": f"task-{next(_number)}", "outcome": Attempt.Outcome.DELIVERED}
    facts = {"account": shot.account, "price_micros": shot.price_micros, **sent}
    return Attempt.objects.create(shot=shot, **{**facts, **overrides})


def make_sent_reference(attempt: Attempt | None = None, **overrides: Any) -> SentReference:
    """A picture that the vendor of an open order fetches, with its file."""
    data = jpeg("#b0b0b0", (32, 32))
    facts = {"position": 0, "form": SentReference.Form.ADDRESS, "source_sha256": digest_of(next(_number))}
    facts |= {"sha256": RENDITIONS.store(data), "bytes": len(data), "expires_at": timezone.now() + timedelta(hours=1)}
    return SentReference.objects.create(attempt=attempt or make_attempt(outcome="open"), **{**facts, **overrides})


def make_model_pause(**overrides: Any) -> ModelPause:
    """An image model that its account was refused."""
    facts = {"code": "permission_denied", "explanation": "The plan lacks this model.", **overrides}
    if "account" not in facts:
        facts["account"] = make_account()
    if "image_model" not in facts:
        facts["image_model"] = make_image_model()
    return ModelPause.objects.create(**facts)


def make_render(shot: Shot | None = None, **overrides: Any) -> Render:
    """A ready candidate as a row, without its files; `state="queued"` and the like make it an earlier one."""
    shot = shot or make_shot()
    state = overrides.setdefault("state", State.READY)
    if state not in {State.QUEUED, State.CANCELLED}:
        overrides.setdefault("attempt", make_attempt(shot))
    if state in {State.STORED, State.READY}:
        overrides = {**_picture(), **overrides}
    if state == State.FAILED:
        overrides = {"reason": "refused", "explanation": "The provider refused this prompt.", **overrides}
    number = shot.renders.count() + 1
    facts = {"number": number, "seed": 1000 + number, "price_micros": shot.price_micros, "account": shot.account}
    return Render.objects.create(shot=shot, shot_set=shot.shot_set, **{**facts, **overrides})


def make_rework(parent: Render | None = None, **overrides: Any) -> Rework:
    """An order of one more candidate like a ready one, without that candidate."""
    parent = parent or make_render()
    facts = {"contract_json": parent.shot.contract_json, "contract_digest": parent.shot.contract_digest}
    facts |= {"count": 1, "price_micros": parent.price_micros, "launched_by": parent.shot_set.launched_by}
    return Rework.objects.create(shot=parent.shot, parent=parent, **{**facts, **overrides})


def _picture() -> dict[str, Any]:
    return {
        "sha256": digest_of(next(_number)),
        "media_type": "image/png",
        "width": 1024,
        "height": 1024,
        "bytes": 500_000,
    }


def make_finding(render: Render | None = None, **overrides: Any) -> Finding:
    """A warning with its measure and limit, without a place in the picture."""
    facts = {"check_name": "halo", "severity": Finding.Severity.WARNING, "message": "A light edge around the product"}
    return Finding.objects.create(
        render=render or make_render(), **{**facts, "measure": 3, "limit": 1, "unit": "px", **overrides}
    )


def make_review(pick: Render | None = None, *, others: Sequence[Render] = (), **overrides: Any) -> Review:
    """An open review of a ready render, submitted by who launched its set."""
    pick = pick or make_render()
    facts = {"submitted_by": pick.shot_set.launched_by, "round": pick.shot.reviews.count() + 1}
    review = Review.objects.create(shot=pick.shot, pick=pick, **{**facts, **overrides})
    for position, render in enumerate(others):
        ReviewCandidate.objects.create(review=review, render=render, position=position)
    return review


def make_decision(review: Review | None = None, *, by: Any = None, verdict: str = "approve", **words: Any) -> Decision:
    """A standing verdict, by a new reviewer unless one is given."""
    review = review or make_review()
    if verdict == Decision.Verdict.REJECT:
        words.setdefault("reason", Decision.Reason.SHADOW)
    if verdict == Decision.Verdict.CHANGES:
        words.setdefault("note", "" if words.get("patches") else "Brighter shadow")
    return review.decide(by=by or make_person(group="Reviewers"), verdict=verdict, **words)


def make_hero(size: tuple[int, int] = (640, 360)) -> Decision:
    """An approval of a picture whose file is there."""
    data = png("#7d8a72", size)
    width, height = size
    fields = {"sha256": MASTERS.store(data), "width": width, "height": height, "bytes": len(data)}
    return make_decision(make_review(make_render(**fields)))


def make_banner(*, approved_by: Any = None, **overrides: Any) -> Banner:
    """A draft; in use when somebody is given who approved it."""
    decision = overrides.pop("decision", None) or make_hero()
    maker = overrides.pop("made_by", None) or make_person(group="Admins")
    facts = {"slug": f"hello-{next(_number)}", "name": "Hello", "font": "aileron", "sha256": decision.sha256}
    banner = Banner.objects.create(decision=decision, made_by=maker, **{**facts, **overrides})
    if approved_by:
        banner.freeze(by=maker)
        approve(banner, by=approved_by)
    return banner


def make_banner_picture(banner: Banner, **overrides: Any) -> BannerPicture:
    """What an image model drew for a customer, before anybody decided on it."""
    facts: dict[str, Any] = {"state": BannerPicture.State.IN_REVIEW, "made_at": timezone.now()}
    facts |= {"key_hash": digest_of(next(_number)), "expires_at": timezone.now() + banner.ttl}
    facts |= {} if "shot_set" in overrides else {"shot_set": make_shot_set(banner=banner)}
    picture = BannerPicture.objects.create(banner=banner, **{**facts, **overrides})
    picture_files.put(picture.token, jpeg("#c8a080", (640, 360)))
    return picture


def make_thread(
    review: Review | None = None, *, by: Any = None, text: str = "The handle is bent", **options: Any
) -> CommentThread:
    """A comment on the pick, by who submitted it unless somebody is given."""
    review = review or make_review()
    about = {"render": review.pick, "by": by or review.submitted_by, "text": text, "token": uuid4(), **options}
    return CommentThread.start(review, **about)


def make_notification(person: Any = None, **overrides: Any) -> Notification:
    """Somebody's unread notification, of a set that finished unless something else is given."""
    facts: dict[str, Any] = {"kind": "set_finished", "count": 8}
    if not overrides:
        facts["shot_set"] = make_shot_set()
    return Notification.objects.create(person=person or make_person(), **{**facts, **overrides})


def make_guest_link(shot_set: ShotSet | None = None, **overrides: Any) -> GuestLink:
    """A link to a set that works for a week, made by who launched it."""
    shot_set = shot_set or make_shot_set()
    facts = {"guest": "Anna of the agency", "made_by": shot_set.launched_by}
    ends = timezone.now() + timedelta(days=7)
    return GuestLink.objects.create(shot_set=shot_set, **{**facts, "expires_at": ends, **overrides})


def make_guest_advice(link: GuestLink, render: Render, **said: Any) -> GuestAdvice:
    """A comment of a guest, or with `verdict` what the guest thinks."""
    said = said if "verdict" in said else {"text": "Too dark", "key": uuid4(), **said}
    return GuestAdvice.objects.create(link=link, render=render, sha256=render.sha256, **said)


def make_duel(
    challenger: PromptVersion | None = None, *, pairs: int = 2, opened_by: Any = None, **overrides: Any
) -> Duel:
    """An open duel of a locked challenger against the current version of its template, every picture ready."""
    challenger = challenger or make_version(make_version().template, is_current=False)
    champion = challenger.template.current
    placement = challenger.template.placements.all()[0]
    colorway, opener = make_colorway(), opened_by or make_person()
    shots = [make_shot(version=one, placement=placement, colorway=colorway) for one in (challenger, champion)]
    drawn = [(make_render(shots[0]), make_render(shots[1])) for _ in range(pairs)]
    agreed = {"challenger": challenger, "champion": champion, "placement": placement, "seed": next(_number)}
    return open_duel(drawn, opened_by=opener, **{**agreed, **overrides})


def make_votes(duel: Duel, *judges: Any, choice: str = "challenger") -> None:
    """Each judge prefers the challenger in every pair, or the champion, or neither."""
    for judge in judges:
        for pair in duel.pairs.all():
            left = pair.challenger_is_left(judge, duel) == (choice == "challenger")
            duel.vote(pair.number, "neither" if choice == "neither" else "left" if left else "right", by=judge)


def make_won_duel(challenger: PromptVersion) -> Duel:
    """A duel the challenger won against the present current version, before two judges."""
    duel = make_duel(challenger, pairs=6)
    make_votes(duel, make_person(), make_person(group="Reviewers"))
    return Duel.objects.get(pk=duel.pk)


def make_channel(**overrides: Any) -> Channel:
    """A public bucket."""
    n = next(_number)
    return Channel.objects.create(**{"slug": f"bucket-{n}", "name": f"Bucket {n}", "kind": "bucket", **overrides})


def make_publication(decision: Decision | None = None, **overrides: Any) -> Publication:
    """An approved picture that waits for its channel."""
    decision = decision or make_decision()
    facts = {
        "render": decision.render,
        "gallery_slot": f"slot-{next(_number)}",
        "requested_by": decision.review.submitted_by,
    }
    facts |= {"channel": make_channel()} if "channel" not in overrides else {}
    facts |= overrides
    product = decision.review.shot.colorway.product
    listing, _ = Listing.objects.get_or_create(channel=facts["channel"], product=product)
    return Publication.objects.create(decision=decision, **{"listing": listing, **facts})


def make_release(*publications: Publication, **overrides: Any) -> Release:
    """One that these publications went out with."""
    first = publications[0] if publications else make_publication()
    facts = {"channel": first.channel, "requested_by": first.requested_by, **overrides}
    release = Release.objects.create(**facts)
    release.publications.add(*(publications or [first]))
    return release


def digest_of(words: object) -> str:
    """A sha256 that stands for bytes nobody needs."""
    return hashlib.sha256(str(words).encode()).hexdigest()
