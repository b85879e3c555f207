"""Banners: an approved picture with a place for a customer's name, approved as a whole."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from catalog.models import ImageModel, PromptVersion
from catalog.refusals import Refusal
from config.background.database_clock import database_now
from config.permissions import ADD_BANNERS, APPROVE_BANNERS
from renders.models.actions import Action
from renders.models.decisions import Decision
from renders.models.events import record
from renders.models.references import new_token

PLACEHOLDER = "{name}"
MAX_TEXT = 80
MAX_REASON = 500
# Percent, of the picture and of its height.
MAX_PERCENT, MAX_TYPE = 100, 40
MAX_TTL_HOURS, MAX_LATE_SECONDS = 720, 3600
MOVED = gettext_noop("Somebody went on with this banner meanwhile. Nothing was changed: look at it again.")
# Every picture waits for a decision.
REVIEWED = {"unreviewed_by": None, "unreviewed_at": None, "unreviewed_reason": ""}
COLOR = RegexValidator(r"\A#[0-9a-f]{6}\Z", gettext_lazy("Enter a colour as #rrggbb."))
# The look of a version: a new version begins with the same.
LOOK = (
    *("text", "neutral_text", "font", "left", "top", "width", "height", "align", "color"),
    *("smallest_type", "largest_type", "ttl_hours", "late_seconds"),
)


class BannerMoved(Refusal):
    """The version is not in the state any more in which that is possible."""


class NotTheirs(Refusal):
    """Whoever makes a banner does not approve it, and nobody else changes a draft."""


class HeroNotApproved(Refusal):
    """The picture has no valid approval on the bytes that the banner names."""


class BannerQuerySet(models.QuerySet["Banner"]):
    def with_hero(self) -> Self:
        """Versions whose picture is approved, and is what was approved."""
        same = {"pk": OuterRef("decision"), "sha256": OuterRef("sha256"), "render__sha256": OuterRef("sha256")}
        return self.filter(Exists(Decision.objects.approvals().filter(**same)))

    def in_use(self) -> Self:
        """Versions with which names may be drawn."""
        return self.filter(state=Banner.State.APPROVED).with_hero()

    def with_rows(self) -> Self:
        """With the rows a page names."""
        people = ("made_by", "approved_by", "declined_by", "unreviewed_by")
        drawn = ("version__template", "image_model")
        return self.select_related("decision__render__shot__colorway__product", *people, *drawn)

    def newest(self) -> Self:
        """The last version of each banner, the newest first."""
        later = Banner.objects.filter(slug=OuterRef("slug"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later)).order_by("-pk")


class Banner(models.Model):
    """One version of a banner. Frozen, it cannot be edited again; somebody else than its maker approves it."""

    class State(models.TextChoices):
        DRAFT = "draft", gettext_lazy("Draft")
        FROZEN = "frozen", gettext_lazy("Waits for approval")
        APPROVED = "approved", gettext_lazy("In use")
        DECLINED = "declined", gettext_lazy("Declined")
        RETIRED = "retired", gettext_lazy("Not in use any more")

    class Align(models.TextChoices):
        LEFT = "left", gettext_lazy("Left")
        CENTER = "center", gettext_lazy("Centre")
        RIGHT = "right", gettext_lazy("Right")

    slug = models.SlugField(max_length=60)
    number = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=60)
    # The approval of the picture, and the bytes that it covers.
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="banners")
    sha256 = models.CharField(max_length=64)
    text = models.CharField(max_length=MAX_TEXT, default="For {name}")
    neutral_text = models.CharField(max_length=MAX_TEXT, default="For you")
    font = models.CharField(max_length=30)
    left = models.PositiveSmallIntegerField(default=10)
    top = models.PositiveSmallIntegerField(default=8)
    width = models.PositiveSmallIntegerField(default=80)
    height = models.PositiveSmallIntegerField(default=16)
    align = models.CharField(max_length=6, choices=Align, default=Align.CENTER)
    color = models.CharField(max_length=7, default="#1c1c1c", validators=[COLOR])
    smallest_type = models.PositiveSmallIntegerField(default=3)
    largest_type = models.PositiveSmallIntegerField(default=9)
    ttl_hours = models.PositiveSmallIntegerField(default=24)
    late_seconds = models.PositiveSmallIntegerField(default=30)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    # The address of the neutral picture.
    neutral_token = models.CharField(max_length=64, unique=True, default=new_token)
    # Where an image model draws the name: the prompt that it is drawn from, and the model.
    version = models.ForeignKey(
        "catalog.PromptVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="banners"
    )
    image_model = models.ForeignKey(
        "catalog.ImageModel", null=True, blank=True, on_delete=models.PROTECT, related_name="banners"
    )
    # Who allowed that such pictures are sent without a decision on each, and why.
    unreviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    unreviewed_at = models.DateTimeField(null=True)
    unreviewed_reason = models.CharField(max_length=MAX_REASON, blank=True, default="", db_default="")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    frozen_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    declined_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(max_length=MAX_REASON, blank=True)

    objects = BannerQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [
            ("approve_banner", "Can approve banners"),
            ("allow_unreviewed_banner", "Can allow that a banner drawn by a model is sent without a decision"),
        ]
        constraints = [
            models.UniqueConstraint(name="banner_number_once", fields=["slug", "number"]),
            models.UniqueConstraint(name="one_banner_in_use", fields=["slug"], condition=Q(state="approved")),
            models.CheckConstraint(name="banner_has_four_eyes", condition=~Q(approved_by=F("made_by"))),
            models.CheckConstraint(
                name="banner_in_use_says_who_approved_it",
                condition=~Q(state="approved") | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(name="declined_banner_has_four_eyes", condition=~Q(declined_by=F("made_by"))),
            models.CheckConstraint(
                name="declined_banner_says_who_and_why",
                condition=~Q(state="declined")
                | Q(declined_by__isnull=False, declined_at__isnull=False) & ~Q(decline_reason=""),
            ),
            models.CheckConstraint(
                name="drawn_banner_names_prompt_and_model",
                condition=Q(version=None, image_model=None) | Q(version__isnull=False, image_model__isnull=False),
            ),
            models.CheckConstraint(
                name="unreviewed_banner_says_who_and_why",
                condition=Q(unreviewed_by=None, unreviewed_at=None, unreviewed_reason="")
                | Q(unreviewed_by__isnull=False, unreviewed_at__isnull=False, image_model__isnull=False)
                & ~Q(unreviewed_reason=""),
            ),
            models.CheckConstraint(
                name="banner_box_lies_in_its_picture",
                condition=Q(width__gte=1, height__gte=1)
                & Q(left__lte=MAX_PERCENT - F("width"), top__lte=MAX_PERCENT - F("height")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("banners.detail", args=[self.pk])

    @property
    def is_over(self) -> bool:
        """Whether nothing happens to this version any more."""
        return self.state in OVER

    @property
    def is_drawn(self) -> bool:
        """Whether an image model draws the name; else Packshot sets it on the picture."""
        return self.image_model_id is not None

    @property
    def ttl(self) -> timedelta:
        return timedelta(hours=self.ttl_hours)

    @property
    def neutral_spec(self) -> str:
        """The name of the neutral picture among the files of its hero."""
        return f"banner-{self.pk}"

    def text_for(self, name: str) -> str:
        return self.text.replace(PLACEHOLDER, name)

    def may_edit(self, person: User) -> bool:
        return self.state == self.State.DRAFT and self.made_by_id == person.pk and person.has_perm(ADD_BANNERS)

    def may_decide(self, person: User) -> bool:
        """Approve or decline it."""
        is_other = self.made_by_id != person.pk
        return self.state == self.State.FROZEN and is_other and person.has_perm(APPROVE_BANNERS)

    def require_hero(self) -> None:
        """Raises `HeroNotApproved`."""
        if not Banner.objects.filter(pk=self.pk).with_hero().exists():
            raise HeroNotApproved(
                _("The approval of this picture does not stand any more. Make a new version with an approved one.")
            )

    def freeze(self, *, by: User) -> None:
        """It waits for approval from now on. Raises `NotTheirs`, `HeroNotApproved` and `BannerMoved`."""
        if self.made_by_id != by.pk:
            raise NotTheirs(_("Only who made this version freezes it. Make a new version of your own."))
        self.require_hero()
        with transaction.atomic():
            self._move(self.State.DRAFT, self.State.FROZEN, frozen_at=database_now())
            record(Action.BANNER_FROZEN, by=by, note=str(self))

    def approve(self, *, by: User) -> None:
        """Names are drawn with it from now on, in the place of the version before. Its neutral picture is made first.

        Raises `NotTheirs`, `HeroNotApproved` and `BannerMoved`.
        """
        if self.made_by_id == by.pk:
            raise NotTheirs(_("You made this version, so someone else approves it."))
        with transaction.atomic():
            self._lock_versions()
            self.require_hero()
            before = Banner.objects.filter(slug=self.slug, state=self.State.APPROVED)
            before.update(state=self.State.RETIRED)
            self._move(self.State.FROZEN, self.State.APPROVED, approved_by=by, approved_at=database_now())
            record(Action.BANNER_APPROVED, by=by, person=self.made_by, note=str(self), rows=[self])

    def decline(self, *, by: User, reason: str) -> None:
        """It is never used. Its maker reads why and makes a new version. Raises `NotTheirs` and `BannerMoved`."""
        if self.made_by_id == by.pk:
            raise NotTheirs(_("You made this version. Take it back instead."))
        with transaction.atomic():
            said = {"declined_by": by, "declined_at": database_now(), "decline_reason": reason}
            self._move(self.State.FROZEN, self.State.DECLINED, **said)
            self.decline_reason = reason
            record(Action.BANNER_DECLINED, by=by, person=self.made_by, note=f"{self}: {reason}", rows=[self])

    def retire(self, *, by: User) -> None:
        """No name is drawn with it any more. Raises `BannerMoved`."""
        if self.is_over:
            raise BannerMoved(_("This version is not in use any more. Nothing was changed."))
        with transaction.atomic():
            self._move(self.state, self.State.RETIRED)
            record(Action.BANNER_RETIRED, by=by, note=str(self))

    def next_version(self, *, by: User) -> "Banner":
        """A draft that begins as this version is."""
        look = {name: getattr(self, name) for name in LOOK}
        same = {"slug": self.slug, "name": self.name, "decision": self.decision, "sha256": self.sha256}
        same |= {"version": self.version, "image_model": self.image_model}
        with transaction.atomic():
            last = max(self._lock_versions())
            return Banner.objects.create(**same, **look, number=last + 1, made_by=by)

    def choose_writer(self, version: PromptVersion | None, image_model: ImageModel | None) -> bool:
        """Have an image model draw the names of a draft, or Packshot set them where none is given; False when somebody
        froze it meanwhile."""
        drafts = Banner.objects.filter(pk=self.pk, state=self.State.DRAFT)
        return bool(drafts.update(version=version, image_model=image_model, **REVIEWED))

    def allow_unreviewed(self, *, by: User, reason: str) -> None:
        """Pictures that are drawn from now on are sent without a decision. Raises `BannerMoved`."""
        allowed = Banner.objects.filter(pk=self.pk, image_model__isnull=False, unreviewed_by=None)
        with transaction.atomic():
            if not allowed.exclude(state__in=OVER).update(
                unreviewed_by=by, unreviewed_at=database_now(), unreviewed_reason=reason
            ):
                raise BannerMoved(_(MOVED))
            record(Action.BANNER_UNREVIEWED, by=by, note=f"{self}: {reason}")

    def require_review(self, *, by: User) -> None:
        """Somebody decides on each picture again, also on those that nobody decided on. Raises `BannerMoved`."""
        with transaction.atomic():
            if not Banner.objects.filter(pk=self.pk, unreviewed_by__isnull=False).update(**REVIEWED):
                raise BannerMoved(_(MOVED))
            self.pictures.review_again()
            record(Action.BANNER_REVIEWED_AGAIN, by=by, note=str(self))

    def _lock_versions(self) -> list[int]:
        """The numbers of all its versions. Until the end of this transaction nobody else adds one or puts one in
        use."""
        versions = Banner.objects.filter(slug=self.slug).order_by("pk").select_for_update()
        list(versions)
        # Asked anew: who waited for the lock saw no version that was added meanwhile.
        return list(Banner.objects.filter(slug=self.slug).values_list("number", flat=True))

    def _move(self, before: str, after: str, **changes: object) -> None:
        if not Banner.objects.filter(pk=self.pk, state=before).update(state=after, **changes):
            raise BannerMoved(_(MOVED))
        self.state = after


OVER = (Banner.State.DECLINED, Banner.State.RETIRED)
