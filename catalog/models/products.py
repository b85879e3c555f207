"""Products, their colorways, and the artwork we own about them."""

from typing import Any, Self, cast

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import prompting
from catalog.models.json_fields import StrictJSONField
from catalog.prompting import SHOT_CLAUSES
from catalog.text import tidy
from catalog.texts import figure

IDENTIFIER = RegexValidator(
    r"\A[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.)){0,63}\Z",
    gettext_lazy("Use 1 to 64 letters, digits, dots, dashes or underscores, starting with a letter or digit."),
)
MAX_SKU_LENGTH = 100
SWATCH = RegexValidator(r"\A#[0-9a-fA-F]{6}\Z", gettext_lazy("Write the colour as #RRGGBB, for example #d9c7ae."))

# What a prompt may ask of every product; a product's further attributes add to it.
PLACEHOLDERS = ("product", "product_name", "material", "finish", "category", "color", "sku")
# The colours of a picture that shows several, from left to right: those that an order names, else an attribute.
COLORS = "colors"
# Filled for banners alone, with the name of the customer that one is drawn for.
CUSTOMER_NAME = "customer_name"
MAX_ATTRIBUTES = 100
MAX_ATTRIBUTE_LENGTH = 300
MAX_ATTRIBUTE_NAME_LENGTH = 40


def check_sku(sku: str) -> None:
    """A SKU is any visible text, blanks and slashes included: shops decide what it looks like."""
    if not sku.isprintable() or sku != tidy(sku) or not sku.strip(". "):
        raise ValidationError(_("Write the SKU as the shop has it: visible characters, and not only dots."))


def check_attributes(attributes: object) -> None:
    """Further attributes are texts by name; a name fits a placeholder and is none of `PLACEHOLDERS`."""
    if not isinstance(attributes, dict):
        raise ValidationError(_('Write a JSON object, for example {"price": "199"}.'))
    if len(attributes) > MAX_ATTRIBUTES:
        raise ValidationError(
            _("These are %(attributes)s attributes; a product may have %(max_attributes)s.")
            % {"attributes": figure(len(attributes)), "max_attributes": MAX_ATTRIBUTES}
        )
    for name, value in attributes.items():
        if not prompting.NAME.fullmatch(name) or len(name) > MAX_ATTRIBUTE_NAME_LENGTH:
            raise ValidationError(
                _("“%(name)s” is not a name for an attribute. Use small letters, digits and underscores.")
                % {"name": name}
            )
        if name in PLACEHOLDERS:
            raise ValidationError(
                _("“%(name)s” is an attribute that every product has. Choose another name.") % {"name": name}
            )
        if not isinstance(value, str) or not value.strip() or len(value) > MAX_ATTRIBUTE_LENGTH:
            raise ValidationError(
                _("%(name)s is text of at most %(max_attribute_length)s characters.")
                % {"name": name, "max_attribute_length": MAX_ATTRIBUTE_LENGTH}
            )


class ProductQuerySet(models.QuerySet["Product"]):
    def listed(self) -> Self:
        """In the order of the product list, with everything that a card shows."""
        return self.filter(archived_at=None).prefetch_related("colorways", "artwork").order_by("name", "pk")

    def attribute_names(self) -> list[str]:
        """Every name that a prompt may ask for: those of all products, then further ones."""
        further = self.filter(archived_at=None).exclude(attributes={}).values_list("attributes", flat=True)
        named = {name for attributes in further for name in attributes}
        return [*PLACEHOLDERS, *sorted({COLORS, CUSTOMER_NAME, *named})]


class Product(models.Model):
    """A SKU family: one form that comes in one or more colorways."""

    code = models.CharField(max_length=64, unique=True, validators=[IDENTIFIER])
    name = models.CharField(max_length=120)
    category = models.CharField(max_length=60, blank=True)
    noun = models.CharField(
        gettext_lazy("called in prompts"), max_length=120, help_text=gettext_lazy("For example: coffee mug")
    )
    material = models.CharField(max_length=120, blank=True, help_text=gettext_lazy("For example: matte ceramic"))
    finish = models.CharField(max_length=120, blank=True, help_text=gettext_lazy("For example: satin"))
    attributes = StrictJSONField(
        gettext_lazy("further attributes"),
        default=dict,
        blank=True,
        validators=[check_attributes],
        help_text=gettext_lazy('What else prompts may ask for, for example {"label_text": "玫瑰精华水"}'),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(name="product_listed", fields=["name", "id"], condition=models.Q(archived_at=None))]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("products.detail", args=[self.pk])

    @property
    def cover(self) -> "Artwork | None":
        """The artwork that shows what it is: its front cutout where there is one, never a label."""
        return self.cover_of(None)

    def cover_of(self, colorway: "Colorway | None") -> "Artwork | None":
        """The artwork that shows this colorway, or the product in any."""
        usable = {None, colorway.pk} if colorway else {one.colorway_id for one in self.artwork.all()}
        pictures = [one for one in self.artwork.all() if one.kind != Artwork.Kind.LABEL and one.colorway_id in usable]
        wanted = (Artwork.Kind.CUTOUT, Artwork.View.FRONT)
        return max(
            pictures,
            default=None,
            key=lambda one: (
                one.kind == wanted[0],
                one.view == wanted[1],
                bool(colorway and one.colorway_id),
                -one.position,
                -one.pk,
            ),
        )


class ColorwayQuerySet(models.QuerySet["Colorway"]):
    def samples(self, count: int) -> list["Colorway"]:
        """The first colorway of each of `count` products, to try a prompt on."""
        first = Colorway.objects.filter(product=models.OuterRef("pk")).order_by("pk").values("pk")[:1]
        pictured = Product.objects.filter(archived_at=None).annotate(first=models.Subquery(first))
        chosen = pictured.exclude(first=None).order_by("pk").values_list("first", flat=True)[:count]
        return list(self.filter(pk__in=list(chosen)).select_related("product").order_by("product"))


class Colorway(models.Model):
    """One colour or material of a product, with the words that prompts use for it."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="colorways")
    # Compared without capitals by the forms. Names of files and gallery slots are made of it by `safe_name`.
    sku = models.CharField("SKU", max_length=MAX_SKU_LENGTH, unique=True, validators=[check_sku])
    name = models.CharField(max_length=60)
    color_words = models.CharField(
        gettext_lazy("colour words"), max_length=120, help_text=gettext_lazy("For example: soft beige glaze")
    )
    swatch = models.CharField(
        max_length=7, blank=True, validators=[SWATCH], help_text=gettext_lazy("#RRGGBB; empty: as photographed")
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = ColorwayQuerySet.as_manager()

    class Meta:
        ordering = ["product", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="colorway_swatch_is_a_colour",
                condition=models.Q(swatch="") | models.Q(swatch__regex=r"^#[0-9a-fA-F]{6}$"),
            ),
            models.UniqueConstraint(name="colorway_name_once_a_product", fields=["product", "name"]),
        ]

    def __str__(self) -> str:
        return self.sku

    @property
    def usable_artwork(self) -> "list[Artwork]":
        """As `ArtworkQuerySet.of`, among the product's artwork that is loaded."""
        if self.product.pk is None:
            return []
        fitting = [one for one in self.product.artwork.all() if one.colorway_id in {None, self.pk}]
        return sorted(fitting, key=lambda one: (one.colorway_id is None, one.position, one.pk))

    def placeholder_values(self) -> dict[str, str]:
        """A value for each name that a prompt may ask for; a blank value counts as missing. What the shot decides, such
        as light and lens, is the version's own: an attribute of that name fills nothing."""
        product = self.product
        return {
            **{name: value for name, value in product.attributes.items() if name not in SHOT_CLAUSES},
            "product": product.noun,
            "product_name": product.name,
            "material": product.material,
            "finish": product.finish,
            "category": product.category,
            "color": self.color_words,
            "sku": self.sku,
        }


class ArtworkQuerySet(models.QuerySet["Artwork"]):
    def in_use(self) -> Self:
        return self.filter(archived_at=None)

    def of(self, colorway: Colorway) -> Self:
        """What may be used for this colorway: its own artwork first, then the product's."""
        return self.usable_for(colorway.product_id, colorway.pk)

    def usable_for(self, product_id: int, colorway_id: int) -> Self:
        usable = models.Q(colorway=None) | models.Q(colorway__pk=colorway_id)
        return self.filter(usable, product__pk=product_id).order_by(
            models.F("colorway").desc(nulls_last=True), "position", "pk"
        )


class ArtworkManager(models.Manager.from_queryset(ArtworkQuerySet)):  # type: ignore[misc]  # made by Django
    def get_queryset(self) -> ArtworkQuerySet:
        return cast("ArtworkQuerySet", super().get_queryset()).in_use()


class Artwork(models.Model):
    """A file we own about a product. Bytes lie in the `artwork` storage under their sha256."""

    class Kind(models.TextChoices):
        PHOTO = "photo", gettext_lazy("Photo")
        CUTOUT = "cutout", gettext_lazy("Cutout")
        LABEL = "label", gettext_lazy("Label")

    class View(models.TextChoices):
        FRONT = "front", gettext_lazy("Front")
        THREE_QUARTER = "three-quarter", gettext_lazy("Three-quarter")
        TOP = "top", gettext_lazy("Top")

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="artwork")
    colorway = models.ForeignKey(Colorway, null=True, blank=True, on_delete=models.PROTECT, related_name="artwork")
    kind = models.CharField(max_length=10, choices=Kind)
    view = models.CharField(max_length=15, choices=View, default=View.FRONT)
    sha256 = models.CharField(max_length=64)
    tint_sha256 = models.CharField(
        max_length=64, blank=True, help_text=gettext_lazy("The mask of what takes the colorway's colour")
    )
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(default=0)
    fingerprint = models.CharField(max_length=22, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    # What a product has now. Orders name their files by digest, so what is archived is asked for by name only.
    objects = ArtworkManager()
    with_archived = ArtworkQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "artwork"
        ordering = ["position", "pk"]
        # Photos are raw material, of which there may be several from one side.
        constraints = [
            models.UniqueConstraint(
                name="artwork_once_a_view",
                fields=["product", "kind", "view"],
                condition=models.Q(colorway=None, archived_at=None) & ~models.Q(kind="photo"),
            ),
            models.UniqueConstraint(
                name="artwork_once_a_colorway_and_view",
                fields=["product", "colorway", "kind", "view"],
                condition=models.Q(archived_at=None) & ~models.Q(kind="photo"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.get_kind_display()}, {self.get_view_display()}"

    @staticmethod
    def file_fields(file: Any, *, fingerprint: str = "") -> dict[str, Any]:
        """What a row says of a stored file with a digest and a size; what the file before it was known by goes."""
        size = {"sha256": file.sha256, "width": file.width, "height": file.height}
        return {**size, "tint_sha256": "", "fingerprint": fingerprint}
