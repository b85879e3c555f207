"""A channel in memory: galleries with pictures of others, files under ids of its own, and faults on demand."""

from dataclasses import replace

from renders.channels import ANY_FILE, Live, Mismatch, NoProduct, Receipt
from renders.channels.galleries import Gallery, GalleryPicture, Variant


class FakeShop:
    """Lists every product it is asked for, unless `products` names those that it has."""

    setting_names = ("shop",)
    key_names = ()
    secret_names = ()
    shows_uploads = False

    def __init__(self):
        self.deliveries, self.galleries, self.products = {}, {}, None
        self.error, self.is_damaged, self.lies = None, False, False
        self.settings, self.key, self.writes, self.discarded = None, None, [], []

    def __call__(self, settings, key):
        self.settings, self.key = settings, key
        return self

    def file_limits(self, settings):
        return ANY_FILE

    def place(self, settings):
        return settings.get("shop", "")

    def check(self):
        return []

    def read(self, target):
        self.fail()
        if self.products is not None and target.sku not in self.products:
            raise NoProduct("The shop lists no product for these SKUs.")
        variants = tuple(Variant(f"v-{sku}", sku) for sku in target.colorways)
        return self.galleries.setdefault(target.sku, Gallery(target.sku, target.name, variants=variants))

    def hang(self, product, *references):
        """Others put these pictures into the gallery."""
        pictures = tuple(GalleryPicture(one, f"https://shop.example/{one}") for one in references)
        variants = tuple(Variant(f"v-{one.sku}", one.sku) for one in product.colorways.order_by("pk"))
        self.galleries[product.code] = Gallery(product.code, product.name, pictures, variants)

    def shows(self, product):
        return [picture.reference for picture in self.galleries[product.code].pictures]

    def upload(self, delivery):
        self.fail()
        reference = f"gid://{delivery.sha256[:8]}"
        self.writes.append(("upload", reference))
        self.deliveries[reference] = delivery
        size = len(delivery.data)
        address = f"https://shop.example/{reference[6:]}.{delivery.extension}"
        return Receipt(reference, address, delivery.sha256, size, delivery.alt_text, delivery.provenance)

    def arrange(self, gallery, wanted):
        self.fail()
        self.writes.append(("arrange", gallery.product))
        if not self.lies:
            self.galleries[gallery.product] = replace(wanted)

    def verify(self, receipt):
        self.fail()
        if self.is_damaged or len(self.deliveries[receipt.reference].data) != receipt.size:
            raise Mismatch("The shop shows another picture than was sent.")
        return Live(receipt.address)

    def describe(self, receipt, gallery, alt_text):
        self.fail()
        self.writes.append(("describe", alt_text))
        if not self.lies:
            self.galleries[gallery.product] = gallery.with_alt_text(receipt.reference, alt_text)

    def discard(self, receipt):
        self.fail()
        self.discarded.append(receipt.reference)

    def fail(self):
        if self.error:
            raise self.error
