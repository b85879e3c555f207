"""Campaigns: a window of time in which prompts, placements and image models stay as they are."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.refusals import Refusal
from catalog.times import date_text

# The published guides begin with this many SKUs under a locked version, and have them checked before the rest.
PILOT_SKUS = 20
# The campaign's relation to each kind of row that it locks.
LOCKED_RELATIONS = {"promptversion": "versions", "placement": "placements", "imagemodel": "image_models"}


class NotArrangeable(Refusal):
    """A campaign cannot lock these rows; `faults` are sentences by field."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, faults: Mapping[str, Sequence[str]]) -> None:
        super().__init__(" ".join(sentence for sentences in faults.values() for sentence in sentences))
        self.faults = faults


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def running(self) -> Self:
        """Their window is open now, and nobody ended them early."""
        now = timezone.now()
        return self.filter(starts_at__lte=now, ends_at__gt=now, ended_at=None)

    def unfinished(self) -> Self:
        """Running or still to come."""
        return self.filter(ends_at__gt=timezone.now(), ended_at=None)

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> Self:
        """Unfinished campaigns that share a moment with this window."""
        return self.unfinished().filter(starts_at__lt=ends_at, ends_at__gt=starts_at)

    def locking(self, row: models.Model) -> "Campaign | None":
        """The running campaign that locks this version, placement or image model, if any."""
        return self.running().filter(**{LOCKED_RELATIONS[str(row._meta.model_name)]: row}).first()

    def of_template(self, template: Any) -> Self:
        """Those that lock a version of this template."""
        return self.filter(versions__template=template).distinct()

    def against(self, version: Any) -> "Campaign | None":
        """The running campaign that locks another version of this one's template."""
        return self.running().of_template(version.template_id).exclude(versions=version).first()


class Campaign(models.Model):
    """A window that locks its prompt versions, placements and image models, and begins with a pilot."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(unique=True)
    starts_at = models.DateTimeField("starts", default=timezone.now)
    ends_at = models.DateTimeField("ends")
    versions = models.ManyToManyField("catalog.PromptVersion", related_name="campaigns")
    placements = models.ManyToManyField("catalog.Placement", related_name="campaigns")
    image_models = models.ManyToManyField(
        "catalog.ImageModel",
        related_name="campaigns",
        blank=True,
        help_text=gettext_lazy("Empty: whatever the placements allow"),
    )
    pilot_skus = models.PositiveSmallIntegerField(
        gettext_lazy("SKUs of the pilot"),
        default=PILOT_SKUS,
        validators=[MinValueValidator(1)],
        help_text=gettext_lazy("Production stops at this many until somebody has looked and opened the rest"),
    )
    account_share = models.PositiveSmallIntegerField(
        gettext_lazy("share of accounts, in percent"),
        default=0,
        validators=[MaxValueValidator(100)],
        help_text=gettext_lazy(
            "So many of the pictures that an account draws at once are the campaign's while it runs, before other "
            "production. What it does not need, others use. Previews come first in any case. 0: no share"
        ),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        permissions = [("open_campaign", gettext_lazy("Can open a campaign beyond its pilot, and end it early"))]
        constraints = [
            models.CheckConstraint(name="campaign_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="campaign_share_is_a_percentage", condition=Q(account_share__lte=100)),
            models.CheckConstraint(
                name="opened_campaign_names_who",
                condition=Q(opened_at=None, opened_by=None) | Q(opened_at__isnull=False, opened_by__isnull=False),
            ),
            models.CheckConstraint(
                name="ended_campaign_names_who",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("campaigns.detail", args=[self.slug])

    @property
    def state(self) -> str:
        """coming, running or over."""
        now = timezone.now()
        if self.ended_at or self.ends_at <= now:
            return "over"
        return "running" if self.starts_at <= now else "coming"

    @property
    def description(self) -> str:
        """Its name and its end, to go into a sentence."""
        local = timezone.localtime(self.ends_at)
        return _("campaign %(name)s until %(time)s on %(date)s") % {
            "name": self.name,
            "time": f"{local:%H:%M}",
            "date": date_text(local.date()),
        }

    @classmethod
    def arrange(
        cls,
        *,
        versions: Iterable[Any],
        placements: Iterable[Any],
        image_models: Iterable[Any] = (),
        **fields: Any,
    ) -> Self:
        """A new campaign. Raises `NotArrangeable`."""
        with transaction.atomic():
            campaign = cls(**fields)
            if faults := campaign.faults(versions, placements, image_models):
                raise NotArrangeable(faults)
            campaign.save()
            campaign.versions.set(versions)
            campaign.placements.set(placements)
            campaign.image_models.set(image_models)
        return campaign

    def faults(
        self,
        versions: Iterable[Any],
        placements: Iterable[Any],
        image_models: Iterable[Any] = (),
    ) -> dict[str, list[str]]:
        """Why it cannot lock these, by field.

        Takes row locks on all of them, so the answer stays true until the transaction ends.
        """
        fresh = lock_versions(versions)
        for rows in (placements, image_models):
            lock_rows(rows)
        is_starting = self.starts_at <= timezone.now()
        sentences = [*_repeated(fresh), *_unfrozen(fresh), *(_not_current(fresh) if is_starting else [])]
        sentences += self._locked_otherwise(fresh)
        faults = {"versions": sentences, "account_share": self._shares_above_all()}
        return {field: found for field, found in faults.items() if found}

    def _shares_above_all(self) -> list[str]:
        """The shares of campaigns in this window that are more than the whole account together."""
        if not self.account_share:
            return []
        lock_campaigns()
        others = list(
            Campaign.objects.overlapping(self.starts_at, self.ends_at).exclude(pk=self.pk).filter(account_share__gt=0)
        )
        # Others need not run at the same time: what counts is the moment at which most is taken.
        moments = [self.starts_at, *(one.starts_at for one in others if one.starts_at > self.starts_at)]
        together = [[one for one in others if one.starts_at <= moment < one.ends_at] for moment in moments]
        fullest = max(together, key=_shares_of)
        taken = _shares_of(fullest)
        if self.account_share + taken <= 100:
            return []
        names = ", ".join(sorted(one.name for one in fullest))
        sentence = _("Of every account %(percent)s%% belong to %(names)s in this window; at most %(left)s%% are left.")
        return [sentence % {"names": names, "percent": taken, "left": max(0, 100 - taken)}]

    def _locked_otherwise(self, versions: Sequence[Any]) -> list[str]:
        """Other campaigns in this window that lock another version of the same template."""
        overlapping = Campaign.objects.overlapping(self.starts_at, self.ends_at).exclude(pk=self.pk)
        wanted = {version.template_id: version for version in versions}
        others = overlapping.filter(versions__template__in=wanted).distinct()
        return [
            _("Campaign %(other)s locks %(locked)s in this window, not %(wanted)s.")
            % {"other": other.name, "locked": locked, "wanted": wanted[locked.template_id]}
            for other in others.prefetch_related("versions__template")
            for locked in other.versions.all()
            if locked.template_id in wanted and locked.pk != wanted[locked.template_id].pk
        ]

    def version_of(self, template: Any) -> Any:
        """The version of this template that it locks, or None."""
        return self.versions.select_related("template").filter(template=template).first()

    def open_rest(self, *, by: User) -> bool:
        """Let production go beyond the pilot; False when somebody already did."""
        unopened = Campaign.objects.running().filter(pk=self.pk, opened_at=None)
        return bool(unopened.update(opened_at=timezone.now(), opened_by=by))

    def change_share(self, percent: int, *, before: int) -> bool:
        """Give a running campaign another share of accounts; False when it is over or its share is not `before` any
        more. Raises `NotArrangeable`."""
        with transaction.atomic():
            self.account_share = percent
            if sentences := self._shares_above_all():
                raise NotArrangeable({"account_share": sentences})
            unchanged = Campaign.objects.running().filter(pk=self.pk, account_share=before)
            return bool(unchanged.update(account_share=percent))

    def end(self, *, by: User) -> bool:
        """End it early; False when it had already ended."""
        return bool(Campaign.objects.unfinished().filter(pk=self.pk).update(ended_at=timezone.now(), ended_by=by))


def lock_campaigns() -> None:
    """Until the transaction ends nobody else arranges a campaign or changes one. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE catalog_campaign IN SHARE ROW EXCLUSIVE MODE")


def lock_rows(rows: Iterable[models.Model]) -> None:
    """Take row locks on rows of one model until the transaction ends."""
    listed = list(rows)
    if listed:
        locking = type(listed[0])._default_manager.select_for_update().filter(pk__in=[row.pk for row in listed])
        # Always in the same order, so that two transactions never wait for each other.
        list(locking.order_by("pk").values_list("pk"))


def lock_versions(versions: Iterable[Any]) -> list[Any]:
    """The versions as they are now, with row locks on their templates: no promotion happens in between."""
    listed = list(versions)
    if not listed:
        return []
    lock_rows({version.template_id: version.template for version in listed}.values())
    fresh = type(listed[0])._default_manager.filter(pk__in=[version.pk for version in listed])
    return list(fresh.select_related("template__current__template").order_by("template__name", "number"))


def _shares_of(campaigns: Iterable[Campaign]) -> int:
    return sum(one.account_share for one in campaigns)


def _repeated(versions: Sequence[Any]) -> list[str]:
    names = [version.template.name for version in versions]
    return [
        _("Choose one version of %(name)s.") % {"name": name}
        for name in sorted({name for name in names if names.count(name) > 1})
    ]


def _unfrozen(versions: Sequence[Any]) -> list[str]:
    unfrozen = [version for version in versions if not version.frozen_at]
    return [
        _("%(version)s is not frozen. A campaign locks frozen versions only.") % {"version": version}
        for version in unfrozen
    ]


def _not_current(versions: Sequence[Any]) -> list[str]:
    return [
        _("%(version)s is not current: production uses %(current)s. Make it current first, or choose that one.")
        % {"version": version, "current": version.template.current or _("none")}
        for version in versions
        if version.template.current_id != version.pk
    ]
