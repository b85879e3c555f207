"""The product and colour forms as an import fills them: the same rules, with the catalogue asked once for all rows."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import construct_instance

from catalog.forms.products import ColorwayForm, ProductForm
from catalog.importing.known import KnownCatalogue
from catalog.models import Colorway, Product


class AskedTogether(forms.ModelForm):
    """A form that validates as any other, without a query of its own: `known` and the plan say what is taken."""

    def __init__(self, data: Mapping[str, Any], known: KnownCatalogue, **options: Any) -> None:
        super().__init__(data, **options)
        self.known = known

    def _post_clean(self) -> None:
        """As Django does it, without its questions to the database."""
        exclude = self._get_validation_exclusions()  # type: ignore[attr-defined]
        try:
            self.instance = construct_instance(self, self.instance, self._meta.fields)
            self.instance.full_clean(exclude=exclude, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]


class ProductRowForm(AskedTogether, ProductForm):
    """A new product."""

    def is_taken(self, code: str) -> bool:
        found = self.known.products.get(code.lower())
        return found is not None and found.pk != self.instance.pk


class ColorwayRowForm(AskedTogether, ColorwayForm):
    """A new colour, or one that exists."""

    def is_taken(self, sku: str) -> bool:
        found = self.known.colorways.get(sku.lower())
        return found is not None and found.pk != self.instance.pk


PRODUCT_COLUMNS = {
    "code": "product_code",
    "name": "product_name",
    "category": "category",
    "noun": "noun",
    "material": "material",
    "finish": "finish",
    "attributes": "attributes",
}
COLORWAY_COLUMNS = {"sku": "sku", "name": "name", "color_words": "color_words", "swatch": "swatch"}


class SharedFields(dict[str, forms.Field]):
    """Fields that a form takes as they are: copying them for every row takes as long as everything else."""

    def __deepcopy__(self, memo: object) -> "SharedFields":
        return self


class RowForms:
    """The forms of one import. They share their fields, so each is validated before the next one is made."""

    def __init__(self, known: KnownCatalogue) -> None:
        self._known = known
        self._product_form = _with_shared_fields(ProductRowForm)
        self._colorway_form = _with_shared_fields(ColorwayRowForm)

    def product(self, data: Mapping[str, Any], product: Product | None = None) -> ProductRowForm:
        """A new product or a standing one, validated."""
        return self._validated(self._product_form(data, self._known, instance=product or Product()))

    def colorway(self, data: Mapping[str, Any], colorway: Colorway | None) -> ColorwayRowForm:
        """A new colour or a standing one, validated."""
        return self._validated(self._colorway_form(data, self._known, instance=colorway or Colorway()))

    def _validated(self, form: Any) -> Any:
        form.full_clean()
        return form


def _with_shared_fields(form_class: Any) -> Any:
    # A class for each import: two at once must not share a field that one of them switches off.
    shared = type(form_class.__name__, (form_class,), {})
    shared.base_fields = SharedFields(deepcopy(form_class.base_fields))  # type: ignore[attr-defined]
    return shared
