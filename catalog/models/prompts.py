"""Prompt templates and their immutable versions."""

from collections.abc import Mapping
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from catalog import linting, prompting
from catalog.models.campaigns import Campaign, Locked, lock_rows, refuse_promotion
from catalog.models.image_models import ImageModel
from catalog.models.products import Colorway

SAMPLES_READ = 20
"""Products whose facts tell linting which placeholders hold Chinese."""


class PromptTemplateQuerySet(models.QuerySet["PromptTemplate"]):
    """Questions asked of templates."""

    def listed(self) -> Self:
        """In the order of the template list, with what a row of it shows."""
        shown = self.filter(archived_at=None).select_related("current").prefetch_related("placements")
        holding = Campaign.objects.running().filter(versions__template=models.OuterRef("pk"))
        return shown.annotate(
            versions_made=models.Count("versions", distinct=True),
            newest=models.Max("versions__number"),
            held_by=models.Subquery(holding.values("name")[:1]),
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
        """Raises `Locked` when it would be archived while a running campaign holds a version of it."""
        with transaction.atomic():
            if self.pk and self.archived_at and options.get("update_fields") != ["current"]:
                lock_rows([self])
                if campaign := Campaign.objects.running().of_template(self).first():
                    raise Locked(campaign, self)
            super().save(*args, **options)

    def promote(self, version: "PromptVersion", *, by: Any, reason: str = "") -> None:
        """Make `version` the one production uses; the pointer's history keeps who and when.

        Raises `Locked` while a running campaign holds another one.
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

    def brief(self, prompt: str, slots: Mapping[str, Any], image_model: ImageModel | None) -> linting.Brief:
        """What linting reads: a prompt with its slots, where this template is used, and which models may draw it."""
        if self.pk:
            models.prefetch_related_objects([self], "placements__image_models")
        places = list(self.placements.all()) if self.pk else []
        allowed = {model.pk: model for place in places for model in place.image_models.all() if model.is_enabled}
        drawing = [image_model] if image_model else allowed.values()
        return linting.Brief(
            prompt,
            slots=prompting.slots_of(slots),
            places=[linting.Place(place.name, place.aspect) for place in places],
            models=[linting.Model(model.name, model.abilities) for model in drawing],
            samples=[colorway.facts() for colorway in Colorway.objects.samples(SAMPLES_READ)],
        )

    def draft(self, *, by: Any) -> "PromptVersion | None":
        """The version to write on: the last one while it is a draft, else a copy of it. None without any version."""
        with transaction.atomic():
            PromptTemplate.objects.select_for_update().get(pk=self.pk)
            last = self.versions.order_by("-number").first()
            if last is None or not last.is_locked:
                return last
            words = {name: getattr(last, name) for name in PromptVersion.WORDS}
            return self.versions.create(number=last.number + 1, author=by, **words)


class PromptVersionQuerySet(models.QuerySet["PromptVersion"]):
    """Questions asked of versions."""

    def seal(self) -> int:
        """The first launch ends editing; a sealed version stays as it is."""
        return self.filter(locked_at=None).update(locked_at=timezone.now())

    def with_template(self) -> Self:
        """With everything the page of a version says."""
        people = self.select_related("template__current", "author", "frozen_by", "image_model")
        return people.prefetch_related("template__versions", "template__placements__image_models")

    def rewrite(self, pk: int, **words: object) -> bool:
        """Change the words of one draft; False when it was sealed meanwhile."""
        return bool(self.filter(pk=pk, locked_at=None).update(**words))

    def for_production(self) -> Self:
        """Only frozen prompts may be used at scale."""
        return self.exclude(frozen_at=None)


class PromptVersion(models.Model):
    """A template's numbered prompt with its model parameters. Editable until sealed, then never again."""

    WORDS = ("prompt", "negative", "parameters", "slots", "image_model")
    """What its author writes, and what sealing seals."""

    template = models.ForeignKey(PromptTemplate, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    prompt = models.TextField(max_length=4000)
    negative = models.TextField("negative prompt", max_length=2000, blank=True)
    parameters = models.JSONField(
        default=dict, blank=True, help_text='Sent with the prompt, for example {"long_edge": 1024}'
    )
    slots = models.JSONField(
        default=dict,
        blank=True,
        help_text='Kinds and defaults of placeholders, for example {"price": {"kind": "number", "default": "199"}}',
    )
    image_model = models.ForeignKey(
        "catalog.ImageModel",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="versions",
        help_text="The model it was written for; empty: the placement's own choice",
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    locked_at = models.DateTimeField(null=True, blank=True, editable=False)
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = PromptVersionQuerySet.as_manager()

    class Meta:
        ordering = ["template", "-number"]
        permissions = [("freeze_promptversion", "Can freeze a prompt version")]
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
        ]

    def __str__(self) -> str:
        return f"{self.template} v{self.number}"

    @property
    def is_locked(self) -> bool:
        """Whether it has been launched or frozen: its prompt can no longer change."""
        return self.locked_at is not None

    @property
    def placeholders(self) -> list[str]:
        """The names this prompt asks for, in order of appearance."""
        return prompting.placeholders(self.prompt)

    def digest(self) -> str:
        """sha256 over prompt, negative prompt, parameters, slots and model: what a baseline was drawn from."""
        return prompting.digest(self.prompt, self.negative, self.parameters, self.slots, self.image_model_id)

    def facts(self, known: Mapping[str, str]) -> dict[str, str]:
        """A colour's facts with this version's defaults where it knows nothing."""
        return prompting.completed(known, self.slots)

    def faults(self, known: Mapping[str, str]) -> list[str]:
        """What hinders filling it with these facts but a blank one, one sentence each."""
        facts = self.facts(known)
        return prompting.faults(self.prompt, [*facts, *self.slots]) + prompting.misfits(facts, self.slots)

    def findings(self) -> list[linting.Finding]:
        """What linting says about it where its template is used now."""
        return linting.lint(self.template.brief(self.prompt, self.slots, self.image_model))

    def freeze(self, *, by: models.Model) -> bool:
        """Seal for good and allow in production. False when somebody froze it first."""
        now = timezone.now()
        PromptVersion.objects.filter(pk=self.pk).seal()
        return bool(PromptVersion.objects.filter(pk=self.pk, frozen_at=None).update(frozen_at=now, frozen_by=by))


class Promotion(models.Model):
    """One move of a template's `current` pointer. Append-only."""

    template = models.ForeignKey(PromptTemplate, on_delete=models.PROTECT, related_name="promotions")
    version = models.ForeignKey(PromptVersion, on_delete=models.PROTECT, related_name="+")
    before = models.ForeignKey(PromptVersion, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.version} made current"
