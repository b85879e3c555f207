"""The table of colorways as django-import-export writes and reads it."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from import_export import fields, resources
from import_export.formats.base_formats import CSV
from import_export.widgets import ForeignKeyWidget

from catalog.importing.cells import UnreadableTable, attributes_of, cell_value, csv_text, escape_formula
from catalog.models import Colorway, Product

PRODUCT_FIELDS = ("name", "category", "noun", "material", "finish")


class SafeCSV(CSV):  # type: ignore[misc]  # the package carries no types
    """CSV whose cells no spreadsheet runs: a leading quote is added on export and removed on import."""

    def export_data(self, dataset: Any, **options: Any) -> Any:
        for _ in range(len(dataset)):
            dataset.append([escape_formula(cell) for cell in dataset.lpop()])
        return dataset.export(self.get_title(), **options)

    def create_dataset(self, in_stream: Any, **options: Any) -> Any:
        """Raises `UnreadableTable`."""
        data = in_stream if isinstance(in_stream, bytes) else str(in_stream).encode()
        dataset = super().create_dataset(csv_text(data), **options)
        if not len(dataset):
            raise UnreadableTable("The file has no rows.")
        return dataset


class ColorwayResource(resources.ModelResource):  # type: ignore[misc]  # the package carries no types
    """One row a SKU; the product is named by its code and made from the same row where it is new."""

    product = fields.Field("product", "product_code", ForeignKeyWidget(Product, "code"))
    product_name = fields.Field("product__name", readonly=True)
    category = fields.Field("product__category", readonly=True)
    noun = fields.Field("product__noun", readonly=True)
    material = fields.Field("product__material", readonly=True)
    finish = fields.Field("product__finish", readonly=True)
    attributes = fields.Field(column_name="attributes", readonly=True)

    class Meta:
        model = Colorway
        import_id_fields = ["sku"]
        fields = ["sku", "name", "color_words", "swatch", "product", "product_name", *PRODUCT_FIELDS[1:], "attributes"]
        export_order = [
            "sku",
            "product",
            "product_name",
            *PRODUCT_FIELDS[1:],
            "attributes",
            "name",
            "color_words",
            "swatch",
        ]
        skip_unchanged = True
        use_transactions = True
        clean_model_instances = True

    def dehydrate_attributes(self, colorway: Colorway) -> str:
        attributes = colorway.product.attributes
        return json.dumps(attributes, ensure_ascii=False) if attributes else ""

    def before_import_row(self, row: Any, **options: Any) -> None:
        """Tidy the cells in place, and make the product of a new code."""
        try:
            for column, cell in row.items():
                row[column] = cell_value(column, cell)
            code = row.get("product_code", "")
            if code and not Product.objects.filter(code=code).exists():
                _add_product(code, row)
        except UnreadableTable as refusal:
            # The package shows a row's ValidationError beside the row.
            raise ValidationError(str(refusal)) from None


def _add_product(code: str, row: Any) -> None:
    values = {name: row.get("product_name" if name == "name" else name, "") for name in PRODUCT_FIELDS}
    noun = values["noun"] or values["name"]
    product = Product(code=code, **values | {"noun": noun, "attributes": attributes_of(row.get("attributes", ""))})
    product.full_clean()
    product.save()
