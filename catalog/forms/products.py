"""Products and their colorways."""

from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseModelFormSet, modelformset_factory
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.forms.artwork import ArtworkForm
from catalog.forms.edits import AsReadField, EditConflict, EditsOneRow
from catalog.forms.fields import AttributesField, IdentifierField, LineField, SkuField, SwatchField
from catalog.models import Colorway, Product
from catalog.text import whole_number

MAX_COLORWAYS = 60
TRY_AGAIN = gettext_lazy("The page was out of date. What was typed is still here; send it again.")
WRONG_NUMBER = {
    "too_few_forms": gettext_lazy("Enter one colour at least."),
    "too_many_forms": format_lazy(gettext_lazy("Enter {limit} colours at most."), limit=MAX_COLORWAYS),
    "missing_management_form": TRY_AGAIN,
}


class ProductForm(EditsOneRow):
    """What a product is called, by people and in prompts."""

    name = LineField(
        label=gettext_lazy("Name"), max_length=120, error_messages={"required": gettext_lazy("Enter a name.")}
    )
    code = IdentifierField(
        label=gettext_lazy("Product code"),
        help_text=gettext_lazy("Short and lasting, for example mug"),
        error_messages={"required": gettext_lazy("Enter a code.")},
    )
    category = LineField(
        label=gettext_lazy("Category"), max_length=60, required=False, help_text=gettext_lazy("For example Drinkware")
    )
    noun = LineField(
        label=gettext_lazy("Called in prompts"),
        max_length=120,
        help_text=gettext_lazy("Fills {{product}}, for example coffee mug"),
        error_messages={"required": gettext_lazy("Enter what prompts call it.")},
    )
    material = LineField(
        label=gettext_lazy("Material"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Fills {{material}}, for example matte ceramic"),
    )
    finish = LineField(
        label=gettext_lazy("Finish"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Fills {{finish}}, for example satin"),
    )
    attributes = AttributesField(
        label=gettext_lazy("Further attributes"),
        help_text=gettext_lazy("What else prompts may ask for, one a line, for example label_text: 玫瑰精华水"),
    )

    class Meta:
        model = Product
        fields = ["name", "code", "category", "noun", "material", "finish", "attributes"]

    def clean_code(self) -> str:
        """Codes that differ only in capitals are one code to people."""
        code = self.cleaned_data["code"]
        if self.is_taken(code):
            raise ValidationError(_("Another product has this code."))
        return code

    def is_taken(self, code: str) -> bool:
        """Whether another product has this code, whatever its capitals."""
        return Product.objects.filter(code__iexact=code).exclude(pk=self.instance.pk).exists()


class ColorwayForm(EditsOneRow):
    """One colour of a product. A SKU is fixed once it is saved: orders and published pictures are known by it."""

    sku = SkuField(label=gettext_lazy("SKU"), error_messages={"required": gettext_lazy("Enter a SKU.")})
    name = LineField(
        label=gettext_lazy("Colour"),
        max_length=60,
        error_messages={"required": gettext_lazy("Enter the colour's name.")},
    )
    color_words = LineField(
        label=gettext_lazy("Colour words"),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter the words prompts use.")},
    )
    swatch = SwatchField(label=gettext_lazy("Swatch"))
    as_read = AsReadField()

    class Meta:
        model = Colorway
        fields = ["sku", "name", "color_words", "swatch"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["sku"].disabled = self.instance.pk is not None
        self.fields["sku"].widget.attrs["placeholder"] = "mug-beige-01"
        self.fields["name"].widget.attrs["placeholder"] = _("Beige")
        self.fields["color_words"].widget.attrs["placeholder"] = _("soft beige glaze")
        self.fields["swatch"].widget.attrs |= {"placeholder": "#d9c7ae", "data-swatch": "", "autocomplete": "off"}

    def clean_sku(self) -> str:
        """SKUs that differ only in capitals are one SKU to people."""
        sku = self.cleaned_data["sku"]
        if self.is_taken(sku):
            raise ValidationError(_("Another colour has this SKU."))
        return sku

    def is_taken(self, sku: str) -> bool:
        """Whether another colour has this SKU, whatever its capitals."""
        return Colorway.objects.filter(sku__iexact=sku).exclude(pk=self.instance.pk).exists()


class OnceEach:
    """What several rows may not share: SKUs anywhere, and the names of colours within one product."""

    SENTENCES: ClassVar[dict[str, str | Promise]] = {
        "sku": gettext_lazy("This SKU is entered twice."),
        "name": gettext_lazy("This colour is entered twice."),
    }

    def __init__(self) -> None:
        self._owners: dict[tuple[str, object, str], object] = {}

    def fault_of(self, field: str, value: str, owner: object, product: object = None) -> str:
        """The sentence where another row has this value already; the first one keeps it."""
        key = (field, product if field == "name" else None, value.casefold())
        return str(self.SENTENCES[field]) if value and self._owners.setdefault(key, owner) != owner else ""

    def owner_of(self, field: str, value: str, product: object = None) -> object:
        """The row that has this value."""
        return self._owners.get((field, product if field == "name" else None, value.casefold()))


class ColorwaySet(BaseModelFormSet):
    """The colours of one product, entered together."""

    def clean(self) -> None:
        """Two rows of one form may not share a SKU or a name."""
        once_each = OnceEach()
        for number, form in enumerate(self.forms):
            entered = {field: getattr(form, "cleaned_data", {}).get(field, "") for field in OnceEach.SENTENCES}
            for field, value in entered.items():
                if fault := once_each.fault_of(field, value, number):
                    form.add_error(field, fault)

    def validate_unique(self) -> None:
        """Done row by row in `clean`, so that each sentence stands beside its row."""

    def save_for(self, product: Product) -> None:
        """Save the filled rows as colours of this product, in the order they were entered."""
        first = product.colorways.count()
        for position, colorway in enumerate(self.save(commit=False), start=first):
            if colorway.pk is None:
                colorway.product, colorway.position = product, position
            colorway.save()


@dataclass(frozen=True)
class ErrorLink:
    """A sentence of the error summary, and the id of the field that it leads to."""

    field_id: str
    text: str


def _error_links(form: forms.BaseForm, prefix: str = "") -> list[ErrorLink]:
    return [ErrorLink(field.auto_id, f"{prefix}{field.label}: {error}") for field in form for error in field.errors]


class ProductForms:
    """A product, its colours and a first picture: three forms that are sent, checked and saved together."""

    def __init__(self, data: Any = None, files: Any = None, *, product: Product | None = None, rows: int = 1) -> None:
        self.product = ProductForm(data, instance=product)
        self.colorways = colorway_rows(data, product, rows)
        self.artwork = ArtworkForm(data, files, required=False) if product is None else None

    @property
    def parts(self) -> list[Any]:
        """The forms and the rows, in the order of the page."""
        return [self.product, self.colorways, *([self.artwork] if self.artwork else [])]

    @property
    def notes(self) -> tuple[str, ...]:
        """What was converted on the way in; valid forms only."""
        return self.artwork.notes if self.artwork else ()

    @property
    def errors(self) -> bool:
        """Whether anything was refused."""
        parts = [self.product, *self.colorways, *([self.artwork] if self.artwork else [])]
        return any(form.errors for form in parts) or bool(self.colorways.non_form_errors())

    @property
    def error_links(self) -> list[ErrorLink]:
        """One for each error of a field, in the order of the page."""
        links = _error_links(self.product)
        if not any(self.colorways.errors):
            links += [ErrorLink("colours", str(error)) for error in self.colorways.non_form_errors()]
        for number, form in enumerate(self.colorways, start=1):
            links += _error_links(form, _("Colour %(number)s, ") % {"number": number})
        return links + (_error_links(self.artwork) if self.artwork else [])

    @property
    def conflicts(self) -> list[EditConflict]:
        """What somebody else changed since the page was read."""
        return [conflict for form in (self.product, *self.colorways) for conflict in form.conflicts]

    @property
    def has_changed(self) -> bool:
        """Whether anything was typed that is not saved."""
        return self.product.has_changed() or any(form.has_changed() for form in self.colorways)

    def as_draft(self) -> "ProductForms":
        """The same forms with nothing called an error yet."""
        for part in (self.product, *self.colorways):
            part.errors.clear()
        return self

    def is_valid(self) -> bool:
        """Whether everything may be saved; every form is checked, so that all errors are shown at once."""
        are_valid = [part.is_valid() for part in self.parts]
        return all(are_valid)

    def save(self) -> Product:
        """Save all of it, or nothing; the picture's bytes are stored first."""
        file_fields = self.artwork.store_files() if self.artwork else {}
        with transaction.atomic():
            product = self.product.save()
            self.colorways.save_for(product)
            if self.artwork and file_fields:
                self.artwork.save(product, file_fields)
        return product


def colorway_rows(data: Any, product: Product | None, rows: int) -> ColorwaySet:
    """A product's colours as rows; a new product has `rows` empty ones, of which the first has to be filled."""
    kind: Any = modelformset_factory(
        Colorway,
        form=ColorwayForm,
        formset=ColorwaySet,
        extra=0 if product else rows - 1,
        min_num=0 if product else 1,
        max_num=MAX_COLORWAYS,
        absolute_max=MAX_COLORWAYS,
        validate_min=True,
        validate_max=True,
    )
    colorways = product.colorways.all() if product else Colorway.objects.none()
    return cast("ColorwaySet", kind(data, queryset=colorways, prefix="colorways", error_messages=WRONG_NUMBER))


def one_more_row(data: Any) -> Any:
    """What was typed, with one more empty row."""
    more = data.copy()
    total = whole_number(data.get("colorways-TOTAL_FORMS", ""), maximum=999) or 0
    more["colorways-TOTAL_FORMS"] = str(min(total + 1, MAX_COLORWAYS))
    return more
