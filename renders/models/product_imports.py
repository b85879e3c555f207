"""Product imports: a file on its way into the catalogue, what it would do, and what it did."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog import shapes
from catalog.importing.formats import FORMATS
from catalog.models import Artwork, Colorway, Product
from catalog.models.json_fields import StrictJSONField
from catalog.models.products import MAX_SKU_LENGTH, check_attributes
from renders.models.fast_queries import FastManager
from renders.models.leases import Leased, LeasedQuery, LeaseLost

MAX_EXPLANATION = 500
# Of a feed or a picture; longer addresses are none that a shop writes.
MAX_ADDRESS = 1_000


class ProductImportQuery(LeasedQuery):
    """Imports as the pipeline reads and writes them. State changes only through `try_move` and `move`."""

    def try_move(self, before: str, after: str, **changes: object) -> int:
        """Move the imports among these that are in `before`; the number that moved."""
        if after not in TRANSITIONS[before]:
            raise ValueError(f"An import cannot go from {before} to {after}")
        return self.filter(state=before).update(**{"due_at": None, "failed_tries": 0, **changes, "state": after})

    def move(self, before: str, after: str, **changes: object) -> None:
        """As `try_move`, but raises `LeaseLost` when there was nothing to move."""
        if not self.try_move(before, after, **changes):
            raise LeaseLost(f"No longer {before} under this lease")


class ProductImportQuerySet(models.QuerySet["ProductImport"]):
    def undoable(self) -> "ProductImport | None":
        """The last one that changed the catalogue, unless that was undone."""
        return self.filter(state__in=WRITTEN).order_by("-written_at", "-pk").first()

    def open(self) -> Self:
        return self.filter(state__in=[State.MAPPING, State.CHECKED, *WORKING])


class ProductImport(Leased):
    """One file. A person says which column is what and confirms what it would do; a worker does the rest."""

    class State(models.TextChoices):
        FETCHING = "fetching", _("Fetching the file")
        MAPPING = "mapping", _("Look at the columns")
        CHECKING = "checking", _("Checking")
        CHECKED = "checked", _("Look through it")
        WRITING = "writing", _("Importing")
        LISTING = "listing", _("Listing pictures")
        DONE = "done", _("Imported")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")
        FAILED = "failed", _("Failed")
        DROPPED = "dropped", _("Not imported")

    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State)
    file_name = models.CharField(max_length=200)
    # Where the file is fetched from; cut to its host once it was.
    address = models.CharField(max_length=MAX_ADDRESS, blank=True)
    format = models.CharField(max_length=20, blank=True)
    encoding = models.CharField(max_length=20, blank=True)
    delimiter = models.CharField(max_length=1, blank=True)
    header = StrictJSONField(default=list, blank=True, shape=shapes.listed_values)
    samples = StrictJSONField(default=list, blank=True, shape=shapes.sample_rows)
    # By our fields, the column of the file that fills each.
    columns = StrictJSONField(default=dict, blank=True, shape=shapes.columns)
    is_updating = models.BooleanField(default=True)
    # Hosts from which pictures are fetched.
    picture_hosts = StrictJSONField(default=list, blank=True, shape=shapes.listed_values)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    new_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    same_count = models.PositiveIntegerField(default=0)
    product_count = models.PositiveIntegerField(default=0)
    changed_product_count = models.PositiveIntegerField(default=0)
    fault_count = models.PositiveIntegerField(default=0)
    note_count = models.PositiveIntegerField(default=0)
    move_count = models.PositiveIntegerField(default=0)
    # What undoing left as it was, because it is used or was changed since.
    stayed_count = models.PositiveIntegerField(default=0)
    # The newest rows of the catalogue when the file was compared with it.
    newest_product = models.PositiveBigIntegerField(default=0)
    newest_colorway = models.PositiveBigIntegerField(default=0)
    written_at = models.DateTimeField(null=True)
    explanation = models.CharField(max_length=MAX_EXPLANATION, blank=True)

    objects = ProductImportQuerySet.as_manager()
    fast: ClassVar[FastManager[ProductImportQuery]] = FastManager(ProductImportQuery)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(name="product_import_due", fields=["due_at"], condition=Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("imports.detail", args=[self.pk])

    @property
    def is_working(self) -> bool:
        """Whether a worker has it: the page asks again until it has not."""
        return self.state in WORKING

    @property
    def format_name(self) -> Any:
        return FORMATS[self.format].name if self.format in FORMATS else ""

    @property
    def has_work(self) -> bool:
        """Whether confirming it would change anything."""
        return bool(self.new_count or self.changed_count or self.product_count or self.changed_product_count)


State = ProductImport.State
WORKING = (State.FETCHING, State.CHECKING, State.WRITING, State.LISTING, State.UNDOING)
WRITTEN = (State.LISTING, State.DONE, State.UNDOING)
TRANSITIONS: dict[str, frozenset[str]] = {
    State.FETCHING: frozenset({State.MAPPING, State.FAILED}),
    State.MAPPING: frozenset({State.CHECKING, State.DROPPED}),
    State.CHECKING: frozenset({State.CHECKED, State.FAILED}),
    State.CHECKED: frozenset({State.MAPPING, State.CHECKING, State.WRITING, State.DROPPED}),
    State.WRITING: frozenset({State.LISTING, State.CHECKING, State.FAILED}),
    State.LISTING: frozenset({State.DONE}),
    State.DONE: frozenset({State.UNDOING}),
    State.UNDOING: frozenset({State.UNDONE, State.DONE}),
    State.UNDONE: frozenset(),
    State.FAILED: frozenset({State.MAPPING, State.DROPPED}),
    State.DROPPED: frozenset(),
}


class ImportFile(models.Model):
    """The bytes of an import, compressed; they go when it is over."""

    product_import = models.OneToOneField(ProductImport, on_delete=models.CASCADE, related_name="file")
    data = models.BinaryField()

    def __str__(self) -> str:
        return str(self.product_import)


class ImportMapping(models.Model):
    """What a person said of the columns of such a file, kept for the next one with the same header."""

    signature = models.CharField(max_length=64, unique=True)
    format = models.CharField(max_length=20)
    columns = StrictJSONField(default=dict, blank=True, shape=shapes.columns)

    def __str__(self) -> str:
        return f"{self.format} {self.signature[:8]}"


class StagedProduct(models.Model):
    """A product that an import makes, or changes where `product_pk` names one: its values, and those before."""

    product_import = models.ForeignKey(ProductImport, on_delete=models.CASCADE, related_name="products")
    product_pk = models.PositiveBigIntegerField(null=True)
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    category = models.CharField(max_length=60, blank=True)
    noun = models.CharField(max_length=120)
    material = models.CharField(max_length=120, blank=True)
    finish = models.CharField(max_length=120, blank=True)
    attributes = StrictJSONField(default=dict, blank=True, validators=[check_attributes])
    old_name = models.CharField(max_length=120, blank=True)
    old_category = models.CharField(max_length=60, blank=True)
    old_noun = models.CharField(max_length=120, blank=True)
    old_material = models.CharField(max_length=120, blank=True)
    old_finish = models.CharField(max_length=120, blank=True)
    old_attributes = StrictJSONField(default=dict, blank=True, validators=[check_attributes])

    def __str__(self) -> str:
        return self.code


class StagedColorway(models.Model):
    """A colour that an import makes, or changes where `colorway_pk` names one: its values, and those before."""

    product_import = models.ForeignKey(ProductImport, on_delete=models.CASCADE, related_name="colorways")
    line = models.PositiveIntegerField()
    colorway_pk = models.PositiveBigIntegerField(null=True)
    sku = models.CharField(max_length=MAX_SKU_LENGTH)
    product_code = models.CharField(max_length=64)
    name = models.CharField(max_length=60)
    color_words = models.CharField(max_length=120)
    swatch = models.CharField(max_length=7, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    old_product_pk = models.PositiveBigIntegerField(null=True)
    old_product_code = models.CharField(max_length=64, blank=True)
    old_name = models.CharField(max_length=60, blank=True)
    old_color_words = models.CharField(max_length=120, blank=True)
    old_swatch = models.CharField(max_length=7, blank=True)
    old_position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.sku

    @property
    def is_move(self) -> bool:
        return bool(self.old_product_code) and self.old_product_code != self.product_code

    @property
    def changes(self) -> list[tuple[str, str]]:
        """What was and what will be, where they differ."""
        pairs = [(getattr(self, f"old_{name}"), getattr(self, name)) for name in ("name", "color_words", "swatch")]
        return [pair for pair in pairs if pair[0] != pair[1]] if self.colorway_pk else []


class ImportRemark(models.Model):
    """What stands against a line of an import, or is worth knowing about it."""

    product_import = models.ForeignKey(ProductImport, on_delete=models.CASCADE, related_name="remarks")
    is_fault = models.BooleanField()
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=200, blank=True)
    sentence = models.CharField(max_length=500)

    class Meta:
        ordering = ["line", "pk"]

    def __str__(self) -> str:
        return f"{self.line}: {self.sentence}"


class ImportPicture(Leased):
    """A picture that an import names: fetched once it was confirmed, and then as good as an uploaded photo."""

    class State(models.TextChoices):
        STAGED = "staged", _("Not asked for")
        WAITING = "waiting", _("Waiting")
        TAKEN = "taken", _("Here")
        KNOWN = "known", _("Here already")
        FAILED = "failed", _("Failed")

    product_import = models.ForeignKey(ProductImport, on_delete=models.CASCADE, related_name="pictures")
    state = models.CharField(max_length=10, choices=State, default=State.STAGED)
    product_code = models.CharField(max_length=64)
    # Empty where the picture shows the product in several colours.
    sku = models.CharField(max_length=MAX_SKU_LENGTH, blank=True)
    address = models.CharField(max_length=MAX_ADDRESS)
    host = models.CharField(max_length=253)
    tries = models.PositiveSmallIntegerField(default=0)
    artwork_pk = models.PositiveBigIntegerField(null=True)
    explanation = models.CharField(max_length=MAX_EXPLANATION, blank=True)

    fast: ClassVar[FastManager[LeasedQuery]] = FastManager(LeasedQuery)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(name="import_picture_due", fields=["due_at"], condition=Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.sku or self.product_code}: {self.host}"


# What an import writes; only these names are joined in the pipeline's own SQL.
PRODUCT_TABLE, COLORWAY_TABLE, ARTWORK_TABLE = (one._meta.db_table for one in (Product, Colorway, Artwork))
