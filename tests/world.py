"""One of everything in the database, for tests that visit every address; `words` go wherever people may write."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone

from catalog.models import PromptVersion, ShotPack, ShotPackLine
from catalog.pictures import decode
from renders import files
from renders.finishing import thumbnails
from renders.models import (
    Baseline,
    ChannelRuleSet,
    Event,
    ImportPicture,
    ImportRemark,
    LedgerEntry,
    Proposal,
    Render,
    RuleSet,
    Shot,
    StagedColorway,
    VendorClaim,
)
from renders.models.comments import Spot
from renders.models.duels import open_duel
from renders.models.rule_sets import LimitChange
from renders.models.shot_sets import MAX_TITLE
from tests.factories import (
    make_artwork,
    make_attempt,
    make_banner,
    make_banner_picture,
    make_budget,
    make_campaign,
    make_channel,
    make_colorway,
    make_coverage_view,
    make_cutting,
    make_decision,
    make_finding,
    make_guest_advice,
    make_guest_link,
    make_image_model,
    make_model_pause,
    make_notification,
    make_person,
    make_placement,
    make_product,
    make_product_import,
    make_production_plan,
    make_publication,
    make_release,
    make_render,
    make_review,
    make_sent_reference,
    make_set_draft,
    make_shot,
    make_shot_set,
    make_template,
    make_thread,
    make_token,
    make_version,
    make_webhook_delivery,
    make_webhook_endpoint,
)
from tests.images import packshot

PUBLIC_NAME = "world-public.webp"
TOKEN = "6f1f2f0a-5a0e-4e0c-9c35-0d5a1f8f7a11"


@dataclass
class World:
    """What Petra launched and Ruth decided on, with the addresses of it all."""

    petra: Any
    ruth: Any
    words: str = ""
    rows: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._catalogue()
        self._orders()
        self._imports()
        self._judgements()
        self._governance()
        self._banners()
        self._money_and_public_picture()

    def arguments(self, name: str) -> list[Any]:
        """What stands in the address of that name."""
        rows = self.rows
        product, order, shot, review = (
            [rows["product"].pk],
            [rows["shot_set"].code],
            [rows["shot"].code],
            rows["review"],
        )
        candidate = [*shot, rows["ready"].number]
        known: dict[str, list[Any]] = {
            **dict.fromkeys(
                [
                    "products.detail",
                    "products.detail.cutouts",
                    "products.edit",
                    "products.edit.artwork",
                    "products.edit.colorways",
                    "products.family",
                    "products.gallery",
                    "products.picture",
                    "products.upload",
                ],
                product,
            ),
            **dict.fromkeys(
                ["cuttings.detail", "cuttings.detail.accept", "cuttings.detail.decline", "cuttings.detail.redo"],
                [rows["cutting"].pk],
            ),
            "products.label": [*product, "front"],
            **dict.fromkeys(
                ["products.coverage_views.rename", "products.coverage_views.delete"], [rows["coverageview"].pk]
            ),
            "products.export": ["packshot"],
            **dict.fromkeys(
                ["imports.detail", *(f"imports.detail.{verb}" for verb in ("format", "columns", "drop"))],
                [rows["import"].pk],
            ),
            **dict.fromkeys(
                [f"imports.detail.{verb}" for verb in ("confirm", "back", "faults")], [rows["checked_import"].pk]
            ),
            "imports.detail.undo": [rows["done_import"].pk],
            "cuttings.picture": [rows["cutting"].pk, "cutout"],
            **dict.fromkeys(
                [
                    "sets.detail",
                    "sets.detail.changes",
                    "sets.detail.pause",
                    "sets.detail.resume",
                    "sets.detail.stop",
                    "sets.detail.rename",
                    "sets.again",
                    "sets.finish",
                ],
                order,
            ),
            **dict.fromkeys(["shots.detail", "shots.detail.changes", "shots.detail.submit", "shots.compare"], shot),
            **dict.fromkeys(
                [
                    "shots.candidate",
                    "shots.finish",
                    "shots.rework",
                    "shots.rework.more",
                    "shots.cells",
                    "shots.candidate.mark",
                    "shots.candidate.baseline",
                    "shots.claims.make",
                    "shots.renditions.download",
                ],
                candidate,
            ),
            **dict.fromkeys(
                ["reviews.detail", "reviews.decisions", "reviews.urgency", "reviews.comments"], [review.pk]
            ),
            **dict.fromkeys(
                [f"reviews.comments.{verb}" for verb in ("reply", "resolve", "reopen", "read")], [rows["thread"].pk]
            ),
            **dict.fromkeys(["reviews.detail.withdraw", "reviews.detail.stay"], [review.pk]),
            **dict.fromkeys(["versions.detail", "versions.freeze"], path_of(rows["version"])),
            "versions.diff": [rows["version"].template.slug],
            "templates.detail": [rows["unwritten"].slug],
            "templates.picture": [rows["template"].slug],
            **dict.fromkeys(["versions.current", "versions.exempt"], path_of(rows["frozen"])),
            "versions.scoreboard": [rows["template"].slug],
            "versions.scoreboard.apply": path_of(rows["version"]),
            **dict.fromkeys(
                [f"campaigns.detail{verb}" for verb in ("", ".open_rest", ".share", ".end")], [rows["campaign"].slug]
            ),
            **dict.fromkeys(
                ["versions.lab", "versions.lab.changes", "versions.lab.baseline", "versions.proposals.create"],
                path_of(rows["version"]),
            ),
            "versions.lab_candidate": [*path_of(rows["version"]), rows["ready"].shot.code, rows["ready"].number],
            "duels.new": path_of(rows["challenger"]),
            "versions.proposals.decline": [rows["proposal"].pk],
            **dict.fromkeys(["duels.detail", "duels.detail.vote", "duels.detail.close"], [rows["duel"].code]),
            "duels.picture": [rows["duel"].code, 1, "left"],
            "sets.drafts.delete": [rows["setdraft"].pk],
            **dict.fromkeys(
                [
                    *("production.detail", "production.detail.launch", "production.detail.discard"),
                    *("production.rows", "production.rows.table"),
                ],
                [rows["plan"].pk],
            ),
            **dict.fromkeys(
                ["banners.detail", "banners.detail.preview", "banners.detail.freeze", "banners.detail.again"],
                [rows["banner"].pk],
            ),
            **dict.fromkeys(
                ["banners.detail.approve", "banners.detail.decline", "banners.detail.retire"],
                [rows["frozen_banner"].pk],
            ),
            "banners.drawn": [rows["banner"].pk],
            **dict.fromkeys(
                ["banners.drawn.allow", "banners.drawn.withdraw", "banners.waiting"], [rows["drawn_banner"].pk]
            ),
            **dict.fromkeys(
                ["banners.waiting.picture", "banners.waiting.approve", "banners.waiting.decline"],
                [rows["drawn_banner"].pk, rows["banner_picture"].pk],
            ),
            "banners.picture": [rows["banner"].pk, "latin"],
            "set-up": ["MQ", "none"],
            **dict.fromkeys(["artwork.file", "artwork.file.large"], [rows["artwork"].sha256]),
            "artwork.change": [rows["artwork"].pk],
            "shots.candidate.retry": [*shot, rows["failed"].number],
            "shots.candidate.fetch_again": [*shot, rows["failed"].number],
            "shots.renditions": [rows["ready"].pk, "view-1280"],
            "guests.links": order,
            **dict.fromkeys(["guests.links.end", "guests.links.erase"], [rows["guestlink"].pk]),
            "guests.pictures": [rows["guestlink"].token],
            **dict.fromkeys(
                ["guests.candidate", "guests.candidate.judge", "guests.candidate.comment"],
                [rows["guestlink"].token, rows["ready"].pk],
            ),
            "guests.file": [rows["guestlink"].token, rows["ready"].pk, "view-1280"],
            "shots.claims.withdraw": [rows["vendorclaim"].pk],
            "reviews.decisions.undo": [rows["decision"].pk],
            "reviews.overrides.create": [rows["approved"].pk],
            "publications.detail": [rows["publication"].pk],
            "publications.channels.test": [rows["channel"].slug],
            "publications.plan.gallery": [rows["channel"].pk, rows["product"].pk],
            **dict.fromkeys(
                [
                    "publications.release",
                    "publications.release.retry",
                    "publications.release.table",
                    "publications.release.archive",
                ],
                [rows["release"].pk],
            ),
            "publications.detail.retry": [rows["stopped"].pk],
            "publications.detail.describe": [rows["publication"].pk],
            "publications.picture": [PUBLIC_NAME],
            "operations.doubts.resolve": [rows["doubt"].attempt.pk],
            "operations.status.try_again": [rows["modelpause"].pk],
            "tokens.list.revoke": [rows["token"].pk],
            **dict.fromkeys(
                [
                    *("webhooks.detail", "webhooks.edit", "webhooks.secret"),
                    *(f"webhooks.detail.{verb}" for verb in ("test", "pause", "resume", "remove", "send_failed")),
                ],
                [rows["webhookendpoint"].pk],
            ),
            "webhooks.detail.send_again": [rows["webhookdelivery"].pk],
            "image_models.try_out": [rows["image_model"].slug],
            "operations.contracts": [1],
            "operations.insights.table": ["launchers"],
            "operations.references": [rows["sentreference"].token],
            "operations.callbacks": [rows["doubt"].account.provider, rows["doubt"].attempt.token],
        }
        return known.get(name, [])

    def address(self, name: str) -> str:
        """Where the page or verb of that name is."""
        return reverse(name, args=self.arguments(name))

    def body(self, name: str) -> dict[str, Any]:
        """What a form sends there that asks for something possible; nothing where an empty form shows enough."""
        approved, channel = self.rows["approved"].pk, self.rows["channel"].pk
        return {
            "imports.detail.format": {"format": "plain"},
            "shots.candidate.mark": {"mark": "star"},
            "guests.candidate.judge": {"verdict": "yes"},
            "shots.claims.make": {"reason": "other", "note": f"A watermark {self.words}"},
            "shots.detail.submit": {"pick": self.rows["ready"].number, "note": "As ordered"},
            "reviews.decisions": {"verdict": "approve"},
            "reviews.comments": {"candidate": self.rows["review"].pick.number, "text": "Too dark", "token": TOKEN},
            "reviews.comments.reply": {"text": "Too dark", "token": TOKEN},
            "reviews.overrides.create": {"channel": self.rows["channel"].slug, "reason": "Its white is warm"},
            "publications.detail.describe": {"alt_text": f"A mug, {self.words}"},
            "publications.plan.create": {"decisions": [approved], "channel": channel, f"alt-{approved}": "A mug"},
            "publications.withdraw.create": {"publications": [self.rows["publication"].pk]},
            "people.me": {"theme": "dark"},
            "versions.scoreboard.apply": {"reason": "shadow"},
            "versions.current": {"seen": self.rows["version"].pk, "override": f"The fair opens {self.words}"},
            "versions.exempt": {"reason": f"The fair opens {self.words}"},
            "versions.lab": self.lab_order(renders=8),
            "versions.lab.baseline": {"render": self.rows["ready"].pk},
            "versions.proposals.create": {"kind": "freeze"},
            "banners.detail.decline": {"reason": "The name covers the handle"},
            "banners.drawn": {"way": "set"},
            "banners.drawn.allow": {"reason": f"A thousand were right {self.words}"},
            "versions.proposals.decline": {"answer": "Not before the fair"},
            "duels.new": self.lab_order(renders=16),
            "duels.detail.vote": {"pair": 1, "choice": "left"},
        }.get(name, {})

    def lab_order(self, *, renders: int) -> dict[str, Any]:
        """Eight candidates of the one colour, of one version or of two."""
        rows = self.rows
        chosen = {"placement": rows["placement"].pk, "colorways": rows["colorway"].pk, "count": 8}
        terms = {"pictures": "new", "judges_wanted": 2, "minimum_votes": 12, "win_rate_needed": 50}
        return {**chosen, **terms, "quoted": renders * rows["image_model"].price_micros, "token": TOKEN}

    def _catalogue(self) -> None:
        words = self.words
        product = make_product(name=f"Mug {words}", noun=f"mug {words}", material=f"clay {words}", category=words)
        colorway = make_colorway(product, name=f"Beige {words}", color_words=f"soft {words}", sku=words or "mug-beige")
        artwork = make_artwork(product, sha256=files.ARTWORK.store(packshot()), width=64, height=64)
        photo = make_artwork(product, kind="photo", sha256=files.ARTWORK.store(packshot(color="#303030")))
        self.rows["ruleset"] = RuleSet.objects.make(
            None, [LimitChange("soft", 4.0)], by=self.ruth, note=f"Soft {words}"
        )
        self.rows["channelruleset"] = ChannelRuleSet.objects.create(
            code="fair", name=f"Fair {words}", source=f"Aunt {words}"[:120], checked_on="2026-11-28"
        )
        self.rows["cutting"] = make_cutting(photo, sha256=artwork.sha256, explanation=f"The photo {words}")
        model = make_image_model(name=f"Studio {words}", price_micros=25_000)
        placement = make_placement(name=f"Main {words}", used_on=words, image_models=[model])
        template = make_template(name=f"Packshot {words}", purpose=words, placements=[placement])
        version = make_version(template)
        frozen = make_version(template, is_current=False)
        self.rows["unwritten"] = make_template(name=f"Unwritten {words}", purpose=words, placements=[placement])
        self.rows |= {"product": product, "colorway": colorway, "artwork": artwork, "image_model": model}
        pack = ShotPack.objects.create(slug="four-shots", name=f"Four shots {words}", purpose=words)
        ShotPackLine.objects.create(pack=pack, placement=placement, template=template)
        self.rows["shotpack"] = pack
        self.rows |= {"placement": placement, "template": template, "version": version, "frozen": frozen}

    def shot(self, campaign: Any = None, **order: Any) -> Shot:
        """Another shot of Petra's, in a set of its own, without candidates."""
        shot_set = make_shot_set(
            launched_by=self.petra, title=self.words[:MAX_TITLE], note=self.words, campaign=campaign
        )
        usual = {name: self.rows[name] for name in ("colorway", "placement", "version", "image_model")}
        return make_shot(shot_set, **{**usual, **order})

    def _orders(self) -> None:
        words = self.words
        shot = self.shot()
        ready = self.drawn(shot)
        make_finding(ready, message=f"A light edge {words}")
        failed = make_render(shot, state="failed", reason="refused", explanation=f"The provider said {words}")
        self.rows["modelpause"] = make_model_pause(
            account=shot.account, image_model=shot.image_model, explanation=f"The plan lacks it {words}"
        )
        self.rows["doubt"] = make_render(shot, state="in_doubt", attempt=make_attempt(shot, outcome="open"))
        self.rows["sentreference"] = make_sent_reference(self.rows["doubt"].attempt)
        make_render(shot, state="queued")
        Baseline.pick(ready, by=self.petra)
        self.rows["setdraft"] = make_set_draft(
            author=self.petra, title=words[:MAX_TITLE], about=words[:MAX_TITLE], note=words
        )
        self.rows["coverageview"] = make_coverage_view(author=self.petra, name=words[:60] or "Gaps", words=words[:100])
        usual = {name: self.rows[name].pk for name in ("placement", "version", "image_model")}
        self.rows["plan"] = make_production_plan(
            self.rows["colorway"],
            author=self.petra,
            title=words[:MAX_TITLE],
            lines=[{**usual, "count": 1, "scope": "every"}],
        )
        self.rows |= {"shot_set": shot.shot_set, "shot": shot, "ready": ready, "failed": failed}
        tried = make_shot(shot.shot_set, colorway=shot.colorway, placement=shot.placement, version=self.rows["frozen"])
        standard = Baseline.pick(make_render(tried), by=self.petra)
        standard.freeze(by=self.ruth)
        self.rows["frozen"].refresh_from_db()
        coming = timezone.now() + timedelta(days=1)
        window = {"starts_at": coming, "ends_at": coming + timedelta(days=1)}
        self.rows["campaign"] = make_campaign(self.rows["frozen"], name=f"Winter {words}"[:80], **window)
        self.shot(campaign=self.rows["campaign"])

    def _imports(self) -> None:
        """One in each state that a person acts on."""
        words, about = self.words, {"requested_by": self.petra, "file_name": f"Products {self.words}"[:200]}
        sample = {"sku": "cup-1", "name": f"White {words}"}
        one = make_product_import(**about, samples=[sample])
        checked = make_product_import(**about, state="checked", new_count=1, note_count=1, changed_count=1)
        ImportRemark.objects.create(product_import=checked, is_fault=False, line=2, column=words[:200], sentence=words)
        StagedColorway.objects.create(product_import=checked, line=2, colorway_pk=9, sku="cup-1", old_name="Old")
        done = make_product_import(**about, state="done", written_at=timezone.now(), new_count=1)
        ImportPicture.objects.create(
            product_import=done, state="failed", product_code="cup", host="a.example", explanation=f"Gone {words}"
        )
        self.rows |= {"import": one, "checked_import": checked, "done_import": done}

    def _judgements(self) -> None:
        words, submitted = self.words, {"submitted_by": self.petra, "note": f"Submitted {self.words}"}
        shots = {name: self.shot() for name in ("review", "decision", "approved", "publication", "stopped")}
        reviews = {name: make_review(self.drawn(shot), **submitted) for name, shot in shots.items()}
        decided = {name: make_decision(reviews[name], by=self.ruth, note=f"Good {words}") for name in list(reviews)[2:]}
        rejected = make_decision(reviews["decision"], by=self.ruth, verdict="reject", note=f"Dark {words}")
        channel = make_channel(name=f"Bucket {words}")
        live = {"state": "published", "published_at": timezone.now(), "sha256": "0" * 64, "alt_text": f"A mug {words}"}
        stopped = {"state": "failed", "explanation": f"The channel said {words}"}
        self.rows["vendorclaim"] = VendorClaim.make(
            reviews["stopped"].pick, by=self.ruth, reason="other", note=f"A watermark {words}"[:1000]
        )
        self._guests(reviews["review"].pick)
        self.rows["thread"] = make_thread(
            reviews["review"], by=self.ruth, text=f"The handle @petra {words}", spot=Spot(0.2, 0.4)
        )
        make_thread(reviews["review"], text=f"The light {words}").resolve(by=self.ruth)
        self.rows |= {"review": reviews["review"], "decision": rejected, "approved": decided["approved"]}
        self.rows |= {
            "channel": channel,
            "publication": make_publication(decided["publication"], channel=channel, **live),
            "stopped": make_publication(decided["stopped"], channel=channel, **stopped),
        }
        self.rows["release"] = make_release(self.rows["publication"], self.rows["stopped"])
        for person in get_user_model().objects.all():
            make_notification(person, kind="decided", review=reviews["approved"], outcome="approve", by=self.ruth)
            make_notification(person, kind="returned", review=reviews["approved"])

    def _guests(self, submitted: Any) -> None:
        guest = make_guest_link(self.rows["shot_set"], guest=f"Anna {self.words}"[:80])
        for render in (self.rows["ready"], submitted):
            make_guest_advice(guest, render, text=f"The handle {self.words}", x=0.2, y=0.4)
        self.rows["guestlink"] = guest

    def _governance(self) -> None:
        version, template = self.rows["version"], self.rows["template"]
        challenger = make_version(template, is_current=False)
        ours, theirs = self.shot(version=challenger), self.shot(version=version)
        drawn = [self.drawn(ours, "#204080"), self.drawn(theirs, "#b08040")]
        agreed = {"challenger": challenger, "champion": version, "placement": self.rows["placement"]}
        duel = open_duel([(drawn[0], drawn[1])], opened_by=self.petra, seed=7, minimum_votes=1, **agreed)
        asked = Proposal.propose("current", self.rows["frozen"], by=self.petra, note=f"It is better {self.words}")
        self.rows |= {"duel": duel, "proposal": asked, "challenger": make_version(template, is_current=False)}

    def _banners(self) -> None:
        """A draft and a frozen one, both the admin's, where there is one."""
        maker = self._admin()
        decision = self.rows["approved"]
        words = {"text": f"For {{name}} {self.words}"[:80], "name": f"Hello {self.words}"[:60]}
        for row in ("banner", "frozen_banner"):
            self.rows[row] = make_banner(decision=decision, made_by=maker, **words)
        self.rows["frozen_banner"].freeze(by=maker)
        version = self.rows["frozen"]
        image_model = self.rows["placement"].default_model
        drawn = make_banner(decision=decision, made_by=maker, version=version, image_model=image_model, **words)
        drawn.freeze(by=maker)
        self.rows |= {"drawn_banner": drawn, "banner_picture": make_banner_picture(drawn)}

    def _admin(self) -> User:
        return User.objects.filter(username="ada").first() or make_person(group="Admins")

    def _money_and_public_picture(self) -> None:
        self.rows["token"] = make_token(self.petra, name=f"Sync {self.words}"[:60])
        for others in ({"person": self.ruth}, {"is_service": True}):
            make_token(name=f"Sync {self.words}"[:60], **others)
        said = {"description": f"Stock system {self.words}"[:120], "kinds": ["account.resumed"]}
        self.rows["webhookendpoint"] = make_webhook_endpoint(**said, by=self._admin())
        answered = {"answer": f"No database {self.words}"[:500], "status_code": 500}
        self.rows["webhookdelivery"] = make_webhook_delivery(self.rows["webhookendpoint"], **answered)
        self.rows["budget"] = make_budget(name=f"Team {self.words}")
        for person in get_user_model().objects.all():
            make_notification(person, kind="budget", budget=self.rows["budget"], count=80)
        entry = LedgerEntry.objects.create(kind="reserve", shot_set=self.rows["shot_set"], reserved_micros=1)
        event = Event.objects.create(action="decision_made", by=self.ruth, shot=self.rows["shot"], note=self.words)
        self.rows |= {"ledgerentry": entry, "event": event, "attempt": self.rows["ready"].attempt}
        if not storages["public"].exists(PUBLIC_NAME):
            storages["public"].save(PUBLIC_NAME, ContentFile(packshot()))

    def drawn(self, shot: Shot, color: str = "") -> Render:
        """A ready candidate whose files are there."""
        data = packshot(color=color or f"#b0b0{shot.pk % 256:02x}")
        render = make_render(shot, sha256=files.MASTERS.store(data), width=64, height=64, bytes=len(data))
        for small in thumbnails(decode(data).image):
            files.store_rendition(render.pk, small)
        return render


def path_of(version: PromptVersion) -> list[Any]:
    """Template and number, as addresses name a version."""
    return [version.template.slug, version.number]
