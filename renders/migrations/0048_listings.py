from typing import Any

from django.db import migrations


def list_products(apps: Any, schema_editor: Any) -> None:
    """Every product that was published to a channel is listed there."""
    publications = apps.get_model("renders", "Publication").objects.using(schema_editor.connection.alias)
    listings = apps.get_model("renders", "Listing").objects.using(schema_editor.connection.alias)
    pairs = publications.order_by().values_list("channel", "render__shot__colorway__product").distinct()
    for channel, product in list(pairs):
        listing = listings.create(channel_id=channel, product_id=product)
        in_listing = publications.filter(channel=channel, render__shot__colorway__product=product)
        publications.filter(pk__in=in_listing.values("pk")).update(listing=listing)


class Migration(migrations.Migration):

    dependencies = [
        ('renders', '0047_galleries'),
    ]

    operations = [
        migrations.RunPython(list_products, migrations.RunPython.noop),
    ]
