"""Campaigns: a window of time in which prompts, placements and image models stay as they are."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

PILOT_SKUS = 20
"""The published guides begin with this many SKUs under a locked version, and look before the rest."""


class Locked(Exception):
    """A running campaign keeps something as it is; the text names both, the campaign's end, and who can help."""

    def __init__(self, campaign: "Campaign", what: object) -> None:
        super().__init__(f"{what} is locked by {campaign.told}. An admin can end it early.")
        self.campaign = campaign


class NotArrangeable(Exception):
    """A campaign cannot hold what it was given; `faults` are sentences by field."""

    def __init__(self, faults: Mapping[str, Sequence[str]]) -> None:
        super().__init__(" ".join(sentence for sentences in faults.values() for sentence in sentences))
        self.faults = faults


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Questions asked of campaigns."""

    def running(self) -> Self:
        """Those whose window is open now and that nobody ended."""
        now = timezone.now()
        return self.filter(starts_at__lte=now, ends_at__gt=now, ended_at=None)

    def unfinished(self) -> Self:
        """Running or still to come."""
        return self.filter(ends_at__gt=timezone.now(), ended_at=None)

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> Self:
        """Unfinished ones with a moment in common with this window."""
        return self.unfinished().filter(starts_at__lt=ends_at, ends_at__gt=starts_at)

    def locking(self, row: models.Model) -> "Campaign | None":
        """The running campaign that holds this version, placement or image model, if any."""
        return self.running().filter(**{HOLDS[str(row._meta.model_name)]: row}).first()

    def of_template(self, template: Any) -> Self:
        """Those that hold a version of this template."""
        return self.filter(versions__template=template).distinct()

    def for_order(self, placement: Any, template: Any) -> "Campaign | None":
        """The running campaign that says which version of the template production uses in the placement."""
        return self.running().filter(placements=placement, versions__template=template).first()


HOLDS = {"promptversion": "versions", "placement": "placements", "imagemodel": "image_models"}
"""Under which name a campaign holds a kind of row."""


class Campaign(models.Model):
    """A window that locks its prompt versions, placements and image models, and begins with a pilot."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(unique=True)
    starts_at = models.DateTimeField("starts", default=timezone.now)
    ends_at = models.DateTimeField("ends")
    versions = models.ManyToManyField("catalog.PromptVersion", related_name="campaigns")
    placements = models.ManyToManyField("catalog.Placement", related_name="campaigns")
    image_models = models.ManyToManyField(
        "catalog.ImageModel", related_name="campaigns", blank=True, help_text="Empty: whatever the placements allow"
    )
    pilot_skus = models.PositiveSmallIntegerField(
        "SKUs of the pilot",
        default=PILOT_SKUS,
        validators=[MinValueValidator(1)],
        help_text="Production stops at this many until somebody has looked and opened the rest",
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
        permissions = [("open_campaign", "Can open a campaign beyond its pilot, and end it early")]
        constraints = [
            models.CheckConstraint(name="campaign_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
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
        return reverse("campaign", args=[self.slug])

    @property
    def state(self) -> str:
        """coming, running or over."""
        now = timezone.now()
        if self.ended_at or self.ends_at <= now:
            return "over"
        return "running" if self.starts_at <= now else "coming"

    @property
    def told(self) -> str:
        """Its name and its end, for a sentence about what it refuses."""
        local = timezone.localtime(self.ends_at)
        return f"campaign {self.name} until {local:%H:%M} on {local.day} {local:%B %Y}"

    @classmethod
    def arrange(
        cls,
        *,
        versions: Iterable[Any],
        placements: Iterable[Any],
        image_models: Iterable[Any] = (),
        **facts: Any,
    ) -> Self:
        """A new campaign. Raises `NotArrangeable`."""
        with transaction.atomic():
            campaign = cls(**facts)
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
        """Why it cannot hold these, by field. Locks all of them: what was found stays true to the transaction's end."""
        held = hold(versions)
        for rows in (placements, image_models):
            lock_rows(rows)
        starting = self.starts_at <= timezone.now()
        sentences = [*_twice(held), *_unfrozen(held), *(_not_current(held) if starting else [])]
        sentences += self._held_otherwise(held)
        return {"versions": sentences} if sentences else {}

    def _held_otherwise(self, held: Sequence[Any]) -> list[str]:
        others = Campaign.objects.overlapping(self.starts_at, self.ends_at).exclude(pk=self.pk)
        rows = others.filter(versions__template__in=[one.template_id for one in held]).distinct()
        mine = {version.template_id: version for version in held}
        return [
            f"Campaign {other.name} holds {theirs} in this window, not {mine[theirs.template_id]}."
            for other in rows.prefetch_related("versions__template")
            for theirs in other.versions.all()
            if theirs.template_id in mine and theirs.pk != mine[theirs.template_id].pk
        ]

    def version_of(self, template: Any) -> Any:
        """The version of this template it holds, or None."""
        return self.versions.select_related("template").filter(template=template).first()

    def open_rest(self, *, by: Any) -> bool:
        """Let production go beyond the pilot; False when somebody did before."""
        waiting = Campaign.objects.running().filter(pk=self.pk, opened_at=None)
        return bool(waiting.update(opened_at=timezone.now(), opened_by=by))

    def end(self, *, by: Any) -> bool:
        """End it before its time; False when it had ended."""
        return bool(Campaign.objects.unfinished().filter(pk=self.pk).update(ended_at=timezone.now(), ended_by=by))


class LockedByCampaigns(models.Model):
    """A row that stays as it is while a running campaign holds it."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Raises `Locked`."""
        with transaction.atomic():
            refuse_change(self)
            super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Raises `Locked`."""
        with transaction.atomic():
            refuse_change(self)
            return super().delete(*args, **options)


def refuse_change(row: models.Model) -> None:
    """Raise `Locked` when a running campaign holds this row; it cannot be taken up by one before the transaction
    ends."""
    if row.pk is None:
        return
    lock_rows([row])
    if campaign := Campaign.objects.locking(row):
        raise Locked(campaign, row)


def refuse_promotion(template: Any, version: Any) -> None:
    """Raise `Locked` when a running campaign holds another version of the template, whose row the caller has locked."""
    held = Campaign.objects.running().of_template(template).exclude(versions=version).first()
    if held:
        raise Locked(held, held.version_of(template))


def refuse_placement_removal(template: Any, placements: Iterable[Any]) -> None:
    """Raise `Locked` when a running campaign uses the template in a placement that is not among these."""
    left = template.placements.exclude(pk__in=[placement.pk for placement in placements])
    if held := Campaign.objects.running().of_template(template).filter(placements__in=left).first():
        raise Locked(held, template)


def lock_rows(rows: Iterable[models.Model]) -> None:
    """Lock rows of one kind, always in the same order."""
    found = list(rows)
    if found:
        kept = type(found[0])._default_manager.select_for_update().filter(pk__in=[row.pk for row in found])
        list(kept.order_by("pk").values_list("pk"))


def hold(versions: Iterable[Any]) -> list[Any]:
    """The versions as they are now, with their templates locked: no promotion slips in between."""
    found = list(versions)
    if not found:
        return []
    lock_rows({version.template_id: version.template for version in found}.values())
    fresh = type(found[0])._default_manager.filter(pk__in=[version.pk for version in found])
    return list(fresh.select_related("template__current__template").order_by("template__name", "number"))


def _twice(held: Sequence[Any]) -> list[str]:
    names = [version.template.name for version in held]
    return [f"Choose one version of {name}." for name in sorted({name for name in names if names.count(name) > 1})]


def _unfrozen(held: Sequence[Any]) -> list[str]:
    return [f"{version} is not frozen. A campaign holds frozen versions." for version in held if not version.frozen_at]


def _not_current(held: Sequence[Any]) -> list[str]:
    return [
        f"{version} is not current: production uses {version.template.current or 'none'}. "
        "Make it current first, or choose that one."
        for version in held
        if version.template.current_id != version.pk
    ]
