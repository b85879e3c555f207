"""Shot sets and their shots: what was ordered, exactly as it was ordered."""

import uuid
from datetime import datetime
from functools import cached_property
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Product
from catalog.models.json_fields import StrictJSONField
from catalog.models.products import CUSTOMER_NAME
from catalog.models.slices import first_keys
from config.background.database_clock import database_now
from config.permissions import LAUNCH
from renders.contracts import ContractRefused, GenerationContract
from renders.models.api_tokens import acts_for_program
from renders.models.latest_sets import latest_sets_of

FIRST_CODE = 1000
# How the prompt of a banner's order names its customer.
CUSTOMER_PLACEHOLDER = f"{{{{{CUSTOMER_NAME}}}}}"
# How many of a product's latest sets its page lists.
SETS_OF_PRODUCT = 8
# How long a title is, and how much of it a tab shows.
MAX_TITLE, SHORT_TITLE = 120, 40


def is_held(paused_at: datetime | None, starts_at: datetime | None, now: datetime) -> bool:
    """Whether a set with these moments sends nothing now."""
    return paused_at is not None or (starts_at is not None and starts_at > now)


class ShotSetQuerySet(models.QuerySet["ShotSet"]):
    """Questions asked of orders."""

    def latest_first(self) -> Self:
        """As the list of shot sets shows them."""
        return self.select_related("launched_by").order_by("-pk")

    def without_banners(self) -> Self:
        """Those that pages list. A banner has a set for each name, and they are listed from its own page."""
        return self.filter(banner=None)

    def held(self) -> Self:
        """Those of which nothing is sent now: paused, or to start later."""
        return self.filter(models.Q(starts_at__gt=database_now()) | models.Q(paused_at__isnull=False), stopped_at=None)

    def of_product(self, product: Product) -> Self:
        """The latest orders with a shot of any of its colorways, the latest first."""
        return self.filter(pk__in=latest_sets_of(product.pk, SETS_OF_PRODUCT)).latest_first()


class ShotSet(models.Model):
    """An order: products × placements, launched once by one person."""

    class Kind(models.TextChoices):
        PREVIEW = "preview", gettext_lazy("Preview")
        PRODUCTION = "production", gettext_lazy("Production")

    COUNTS = {Kind.PREVIEW: (8, 12), Kind.PRODUCTION: (1, 4)}

    code = models.CharField(max_length=20, unique=True, null=True)  # noqa: DJ001 - follows from the id
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PREVIEW)
    launched_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="shot_sets")
    launched_at = models.DateTimeField(auto_now_add=True)
    launch_token = models.UUIDField(unique=True, default=uuid.uuid4)
    order_digest = models.CharField(max_length=64)
    title = models.CharField(max_length=MAX_TITLE, blank=True)
    note = models.CharField(max_length=500, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    # Nothing of it is sent while it is paused, and before it starts.
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    starts_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Its shots are drawn by several image models or accounts: each is then asked what it has to draw.
    is_mixed = models.BooleanField(default=False, editable=False)
    campaign = models.ForeignKey(
        "catalog.Campaign",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="shot_sets",
        db_index=False,
    )
    exemption = models.OneToOneField(
        "catalog.Exemption", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="shot_set"
    )

    reference_render = models.ForeignKey(
        "renders.Render", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="variant_sets"
    )

    # The set that this one orders again, or a part of.
    repeats = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="repeated_by"
    )

    # The token whose program ordered a raw prompt. Its pictures are for that program: none is reviewed or published.
    task_token = models.ForeignKey(
        "renders.ApiToken",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="task_sets",
        db_index=False,
    )

    # The banner that it draws one customer's name on. Its picture is that customer's: it is shown, reviewed and
    # published nowhere else, and no row of the order says whose it is.
    banner = models.ForeignKey(
        "renders.Banner",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="drawn_sets",
        db_index=False,
    )

    objects = ShotSetQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(name="set_of_banner", fields=["banner", "id"], condition=models.Q(banner__isnull=False)),
            models.Index(name="set_of_no_banner", fields=["id"], condition=models.Q(banner__isnull=True)),
            models.Index(name="set_of_launcher", fields=["launched_by", "launched_at"]),
            models.Index(name="set_of_campaign", fields=["campaign", "id"]),
        ]
        permissions = [("launch_shotset", gettext_lazy("Can launch a shot set (spends money)"))]

    def __str__(self) -> str:
        return self.code or _("new shot set")

    def get_absolute_url(self) -> str:
        return reverse("sets.detail", args=[self.code])

    @property
    def is_held(self) -> bool:
        """Whether nothing of it is sent now: it is paused, or starts later."""
        return is_held(self.paused_at, self.starts_at, database_now())

    def is_of(self, person: User) -> bool:
        """Whether this person may stop it, and mark and submit its candidates: its launcher, or anybody who may launch
        when the launcher is a service or cannot sign in."""
        return self.launched_by_id == person.pk or (person.has_perm(LAUNCH) and self.has_absent_launcher)

    @cached_property
    def has_absent_launcher(self) -> bool:
        """Whether its launcher is a service, which never signs in, or cannot sign in any more."""
        return not self.launched_by.is_active or acts_for_program(self.launched_by)

    @property
    def short_name(self) -> str:
        """ "S-1042 · Enamel mug · Packs…" for a tab; the code alone where it has no title."""
        return f"{self} · {Truncator(self.title).chars(SHORT_TITLE)}" if self.title else str(self)

    def rename(self, title: str) -> None:
        """Change the title: its launcher's own word for it, not a part of the order."""
        self.title = title
        self.save(update_fields=["title"])

    def assign_code(self) -> None:
        """Give a new row its short public code."""
        self.code = f"S-{FIRST_CODE + self.pk}"
        self.save(update_fields=["code"])


class ShotQuerySet(models.QuerySet["Shot"]):
    """Questions asked of shots."""

    def with_order(self) -> Self:
        """With everything a page says about what was ordered."""
        return self.select_related(
            "shot_set__launched_by", "colorway__product", "placement", "version__template", "image_model"
        )

    def with_plan(self) -> Self:
        """With everything that a plan of the same shots asks for, beside what their products and placements have."""
        return self.select_related(
            *("shot_set__reference_render__shot", "colorway__product", "placement", "image_model"),
            *("version__template", "version__image_model", "version__frozen_model"),
        )

    def latest_of(self, product: Product, count: int) -> list[int]:
        """The ids of the latest shots of any of its colorways."""
        return first_keys(self.filter(colorway__product=product).order_by("-pk"), count)

    def touch(self) -> int:
        """Something about these shots changed: give each its next revision."""
        return self.update(revision=models.F("revision") + 1)


def contract_faults(contract_json: Any) -> list[str]:
    """What is wrong with a stored contract, as sentences."""
    try:
        GenerationContract.from_payload(contract_json)
    except ContractRefused as refusal:
        return [str(refusal)]
    return []


class Shot(models.Model):
    """One colorway × placement × prompt version, with its generation contract. Its candidates lie in one grid."""

    shot_set = models.ForeignKey(ShotSet, on_delete=models.PROTECT, related_name="shots")
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=30, unique=True)
    colorway = models.ForeignKey("catalog.Colorway", on_delete=models.PROTECT, related_name="shots", db_index=False)
    placement = models.ForeignKey("catalog.Placement", on_delete=models.PROTECT, related_name="shots")
    version = models.ForeignKey("catalog.PromptVersion", on_delete=models.PROTECT, related_name="shots", db_index=False)
    image_model = models.ForeignKey("catalog.ImageModel", on_delete=models.PROTECT, related_name="shots")
    account = models.ForeignKey("renders.Account", on_delete=models.PROTECT, related_name="shots")
    contract_json = StrictJSONField("contract", shape=contract_faults)
    contract_digest = models.CharField(max_length=64)
    price_micros = models.PositiveBigIntegerField()
    # Of a shot that holds cells of a grid alone: the shot of the grid. Nothing was ordered for it.
    cells_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="shots_of_cells",
        db_index=False,
    )
    # Of a picture of several colours: all of them. Its contract says their order.
    shown_colorways = models.ManyToManyField("catalog.Colorway", related_name="grids", editable=False)
    revision = models.PositiveBigIntegerField(default=0)

    objects = ShotQuerySet.as_manager()

    class Meta:
        ordering = ["shot_set", "number"]
        constraints = [
            models.UniqueConstraint(name="shot_number_once_a_set", fields=["shot_set", "number"]),
            models.UniqueConstraint(
                name="cells_of_colorway_once_a_grid",
                fields=["cells_of", "colorway"],
                condition=models.Q(cells_of__isnull=False),
            ),
            models.CheckConstraint(
                name="cells_are_not_ordered", condition=models.Q(cells_of=None) | models.Q(price_micros=0)
            ),
        ]
        indexes = [
            models.Index(name="shot_of_colorway", fields=["colorway", "shot_set", "id"]),
            models.Index(name="shot_of_version", fields=["version", "id"]),
            models.Index(name="shot_of_grid", fields=["cells_of"], condition=models.Q(cells_of__isnull=False)),
            models.Index(name="shot_of_contract", fields=["contract_digest", "id"]),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("shots.detail", args=[self.code])

    @cached_property
    def contract(self) -> GenerationContract:
        """What was ordered. Raises `ContractRefused` when the row was tampered with."""
        return GenerationContract.from_payload(self.contract_json)

    @property
    def color_words(self) -> str:
        """The colour that its pictures show; all of them where one picture shows several."""
        is_of_several = "cells" in self.contract_json
        return str(self.contract_json["colorway"]["words"]) if is_of_several else self.colorway.color_words

    @property
    def is_for_customer(self) -> bool:
        """Whether its prompt is sent with a customer's name, which stands in no row of the order."""
        # Most prompts have no such placeholder; those of raw prompts may have one that nothing fills.
        return CUSTOMER_PLACEHOLDER in self.contract_json["prompt"] and self.shot_set.banner_id is not None

    @property
    def aspect(self) -> str:
        """The ratio of its pictures, for example 4:5."""
        return str(self.contract_json["aspect"])
