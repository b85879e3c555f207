"""Prompt templates and their immutable versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, cast

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import linting, prompting, shapes
from catalog.models.campaign_locks import LockedByCampaign, refuse_promotion
from catalog.models.campaigns import Campaign, lock_rows
from catalog.models.image_models import ImageModel
from catalog.models.json_fields import StrictJSONField
from catalog.models.products import Colorway, Product

# Products whose values show linting which placeholders are filled with Chinese.
LINT_SAMPLES = 20


class PromptTemplateQuerySet(models.QuerySet["PromptTemplate"]):
    def listed(self) -> Self:
        """In the order of the template list, with everything that a row shows."""
        shown = self.filter(archived_at=None).select_related("current").prefetch_related("placements")
        locking = Campaign.objects.running().filter(versions__template=models.OuterRef("pk"))
        return shown.annotate(
            versions_made=models.Count("versions", distinct=True),
            newest=models.Max("versions__number"),
            shown_number=Coalesce("current__number", models.Max("versions__number")),
            locked_by=models.Subquery(locking.values("name")[:1]),
        )


class PromptTemplate(models.Model):
    """A named brief for a category and the placements it was written for."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    category = models.CharField(max_length=60, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    placements = models.ManyToManyField("catalog.Placement", related_name="templates")
    current = models.ForeignKey(
        "catalog.PromptVersion", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = PromptTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        """Raises `LockedByCampaign` when it would be archived while a running campaign locks a version of it."""
        with transaction.atomic():
            if self.pk and self.archived_at and options.get("update_fields") != ["current"]:
                lock_rows([self])
                if campaign := Campaign.objects.running().of_template(self).first():
                    raise LockedByCampaign(campaign, self)
            super().save(*args, **options)

    def promote(self, version: "PromptVersion", *, by: User | None, reason: str = "") -> None:
        """Make `version` the one production uses; a `Promotion` records who and when.

        Raises `LockedByCampaign` while a running campaign locks another one.
        """
        with transaction.atomic():
            lock_rows([self])
            refuse_promotion(self, version)
            Promotion.objects.create(template=self, version=version, before=self.current, by=by, reason=reason)
            self.current = version
            self.save(update_fields=["current"])

    def next_number(self) -> int:
        """The number of the next version."""
        return (self.versions.aggregate(last=models.Max("number"))["last"] or 0) + 1

    def brief(self, prompt: str, specs: Mapping[str, Any], image_model: ImageModel | None) -> linting.PromptBrief:
        """What linting checks: a prompt with its specs, where this template is used, and which models may draw it."""
        if self.pk:
            models.prefetch_related_objects([self], "placements__image_models")
        placements = list(self.placements.all()) if self.pk else []
        serving = [model for placement in placements for model in placement.image_models.all()]
        allowed = {model.pk: model for model in serving if model.is_enabled}
        drawing = [image_model] if image_model else allowed.values()
        return linting.PromptBrief(
            prompt,
            specs=prompting.specs_of(specs),
            placements=[linting.PlacementRatio(placement.name, placement.aspect) for placement in placements],
            models=[linting.ModelAbilities(model.name, model.abilities) for model in drawing],
            samples=[colorway.placeholder_values() for colorway in Colorway.objects.samples(LINT_SAMPLES)],
        )

    @property
    def last_version(self) -> "PromptVersion | None":
        return self.versions.order_by("-number").first()

    def draft(self, *, by: User) -> "PromptVersion | None":
        """The version to edit: the last one while it is a draft, else a copy of it. None without any version."""
        with transaction.atomic():
            PromptTemplate.objects.select_for_update().get(pk=self.pk)
            last = self.last_version
            return last if last is None or not last.is_locked else self._copy(last, last.number + 1, by)

    def make_version(self, number: int, *, source: int | None, by: User) -> "PromptVersion | None":
        """Version `number` as a copy of version number `source`, else of the last; after a second click the one that
        the first made. None without any version."""
        with transaction.atomic():
            PromptTemplate.objects.select_for_update().get(pk=self.pk)
            last = self.last_version
            if last is None or number <= last.number:
                return self.versions.filter(number=number).first()
            return self._copy(self.versions.filter(number=source or 0).first() or last, last.number + 1, by)

    def _copy(self, version: "PromptVersion", number: int, by: User) -> "PromptVersion":
        content = {name: getattr(version, name) for name in PromptVersion.CONTENT_FIELDS}
        return self.versions.create(number=number, author=by, **content)


@dataclass(frozen=True)
class AskedAttribute:
    """A further attribute that prompts in use ask a product for; required where a prompt has no default for it."""

    name: str
    templates: tuple[str, ...]
    is_required: bool


def asked_attributes() -> list[AskedAttribute]:
    """What the current versions ask for beside the fields that every product has, by name."""
    asked: dict[str, list[tuple[str, bool]]] = {}
    known = set(Colorway(product=Product()).placeholder_values())
    current = PromptTemplate.objects.filter(archived_at=None).exclude(current=None).select_related("current")
    for template in current:
        version = cast("PromptVersion", template.current)
        defaults = version.values_with_defaults({})
        for name in version.placeholders:
            if name not in known and name not in prompting.SHOT_CLAUSES:
                asked.setdefault(name, []).append((template.name, name not in defaults))
    return [
        AskedAttribute(name, tuple(template for template, _ in uses), any(required for _, required in uses))
        for name, uses in sorted(asked.items())
    ]


class PromptVersionQuerySet(models.QuerySet["PromptVersion"]):
    def lock(self) -> int:
        """End editing for good: the first launch does it, and freezing."""
        return self.filter(locked_at=None).update(locked_at=timezone.now())

    def with_template(self) -> Self:
        """With everything that the page of a version shows."""
        related = self.select_related("template__current", "author", "frozen_by", "image_model", "frozen_model")
        return related.prefetch_related("template__versions", "template__placements__image_models")

    def edit(self, pk: int, **content: object) -> bool:
        """Change content fields of one draft; False when it was locked meanwhile."""
        return bool(self.filter(pk=pk, locked_at=None).update(**content))

    def for_production(self) -> Self:
        """Frozen versions: production may use no others."""
        return self.exclude(frozen_at=None)


class PromptVersion(models.Model):
    """A template's numbered prompt with its model parameters. Editable until it is locked, then never again."""

    # What its author writes, and what a lock protects.
    CONTENT_FIELDS = ("prompt", "negative", "style", "parameters", "placeholder_specs", "image_model")

    class Style(models.TextChoices):
        """How pictures are drawn. Realistic is what every model draws unless it is asked for something else."""

        REALISTIC = "realistic", gettext_lazy("Realistic")
        ARTISTIC = "artistic", gettext_lazy("Artistic")
        ANIME = "anime", gettext_lazy("Anime")
        NONE = "none", gettext_lazy("As the model likes")

    template = models.ForeignKey(PromptTemplate, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    prompt = models.TextField(max_length=4000)
    negative = models.TextField(gettext_lazy("negative prompt"), max_length=2000, blank=True)
    style = models.CharField(
        max_length=10,
        choices=Style,
        default=Style.REALISTIC,
        help_text=gettext_lazy("A model that has no word for another style than realistic refuses it"),
    )
    parameters = StrictJSONField(
        default=dict,
        blank=True,
        shape=shapes.parameters,
        help_text=gettext_lazy('Sent with the prompt, for example {"long_edge": 1024}'),
    )
    placeholder_specs = StrictJSONField(
        default=dict,
        blank=True,
        shape=prompting.spec_errors,
        help_text=gettext_lazy(
            'Kinds and defaults of placeholders, for example {"price": {"kind": "number", "default": "199"}}'
        ),
    )
    image_model = models.ForeignKey(
        "catalog.ImageModel",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="versions",
        help_text=gettext_lazy("The model it was written for; empty: the placement's own choice"),
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    locked_at = models.DateTimeField(null=True, blank=True, editable=False)
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    # What its baseline was drawn with. Another model's defaults would draw another picture from the same words.
    frozen_model = models.ForeignKey(
        "catalog.ImageModel", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = PromptVersionQuerySet.as_manager()

    class Meta:
        ordering = ["template", "-number"]
        permissions = [("freeze_promptversion", gettext_lazy("Can freeze a prompt version"))]
        constraints = [
            models.UniqueConstraint(name="version_number_once_a_template", fields=["template", "number"]),
            models.CheckConstraint(
                name="frozen_version_is_locked",
                condition=models.Q(frozen_at=None) | models.Q(locked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="frozen_version_names_who",
                condition=models.Q(frozen_at=None, frozen_by=None)
                | models.Q(frozen_at__isnull=False, frozen_by__isnull=False),
            ),
            models.CheckConstraint(
                name="frozen_model_of_frozen_version",
                condition=models.Q(frozen_model=None) | models.Q(frozen_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} v{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("versions.detail", args=[self.template.slug, self.number])

    @property
    def is_locked(self) -> bool:
        """Whether it was launched or frozen, so that its content can no longer change."""
        return self.locked_at is not None

    @property
    def is_current(self) -> bool:
        """Whether it is the one that production uses."""
        return self.template.current_id == self.pk

    @property
    def fixed_model_id(self) -> int | None:
        """The one image model that may draw it: its author's choice, or what froze with it; None where it is free."""
        return self.image_model_id or self.frozen_model_id

    @property
    def fixed_model(self) -> ImageModel | None:
        return self.image_model or self.frozen_model

    @property
    def placeholders(self) -> list[str]:
        """The names this prompt asks for, in order of appearance."""
        return prompting.placeholders(self.prompt)

    def digest(self) -> str:
        """sha256 over all content fields: what a baseline was drawn from."""
        specs, style = self.placeholder_specs, "" if self.style == self.Style.REALISTIC else self.style
        return prompting.digest(self.prompt, self.negative, self.parameters, specs, self.image_model_id, style)

    def values_with_defaults(self, known: Mapping[str, str]) -> dict[str, str]:
        """A colorway's placeholder values, with this version's defaults where one is missing or blank."""
        return prompting.with_defaults(known, self.placeholder_specs)

    def faults(self, known: Mapping[str, str]) -> list[str]:
        """Why these values cannot fill it, one sentence each. Blank ones are no fault here."""
        values, specs = self.values_with_defaults(known), self.placeholder_specs
        faults = [str(fault) for fault in prompting.faults(self.prompt, [*values, *specs])]
        return faults + prompting.value_errors(values, specs)

    def findings(self) -> list[linting.LintFinding]:
        """What linting finds, given where its template is used now."""
        return linting.lint(self.template.brief(self.prompt, self.placeholder_specs, self.image_model))

    def freeze(self, *, by: User, image_model: ImageModel | None = None) -> bool:
        """Lock it and allow it in production, drawn by this model alone. False when somebody froze it first."""
        PromptVersion.objects.filter(pk=self.pk).lock()
        unfrozen = PromptVersion.objects.filter(pk=self.pk, frozen_at=None)
        return bool(unfrozen.update(frozen_at=timezone.now(), frozen_by=by, frozen_model=image_model))


class Promotion(models.Model):
    """One change of a template's `current` version. Append-only."""

    template = models.ForeignKey(PromptTemplate, on_delete=models.PROTECT, related_name="promotions")
    version = models.ForeignKey(PromptVersion, on_delete=models.PROTECT, related_name="+")
    before = models.ForeignKey(PromptVersion, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return _("%(version)s made current") % {"version": self.version}
