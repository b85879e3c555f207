"""A simulated shop: WordPress with WooCommerce on loopback, as far as pictures of products go.

From a test, in a thread, or in a process of its own with `apart=True`:

    with woocommerce() as shop:
        product = shop.add_product(sku="MUG", variations=["MUG-R", "MUG-B"], pictures=2)
        shop.script({"fault": "lost_answer", "on": "media.create"})
        ...  # speak to shop.base_url as shop.user with shop.password
        assert shop.pictures_of(product["id"]) == product["pictures"]

By hand: `python -m tests.simulators.woocommerce --port 9110`. The first line printed is the base URL; options are given
as `--set '{"editor": "imagick"}'`. SIGINT or SIGTERM ends it.

Control API, on the same port and never counted:

    GET  /_control/shop      every product with its pictures and variations, every attachment with files and texts
    GET  /_control/stats     reads, writes, files served, requests by point, faults fired, passwords sent to files
    GET|POST /_control/options   `options.py` beside this; some of them changed
    GET|POST /_control/script    the rules with how often each was met and fired; all of them replaced
    POST /_control/product   {"sku": …, "name": …, "variations": [skus], "pictures": 2}: one more, with foreign pictures
    POST /_control/media     {"name": …}: one more foreign attachment
    POST /_control/edit      {"product": 7, "images": [3, 1]}: what a person does in the shop; "variation" with "image"
    POST /_control/remove    {"product": 7} into the bin, with "forever" for good; {"media": 3}
    POST /_control/change    {"media": 3, "how": "recompress" | "truncate" | "replace"}: what becomes of a stored file
    POST /_control/reset     {} forgets products, media and counts

Faults. A rule is `{"fault": name, "on": point}` and when: `nth` (a number or several), `from`, `times`. Points are
`media.list`, `media.read`, `media.create`, `media.update`, `media.process`, `media.delete`, `users.me`,
`products.list`, `products.read`, `products.update`, `variations.list`, `variations.update`, `file`, and `read`,
`write`, `any`. Faults are a status, `reset`, `close`, `hang`, `slow`, `cut`, `broken_json`, `html` (with `status`), and
`empty`, each with `_before` (nothing is carried out) or `_after` (it is); `lost_answer` is `reset_after`; `lie` answers
as if it had saved; `half` stores an upload without smaller copies and answers 500, with its number in a header unless
`silent`, and as a `page` where that is asked for.
"""

from tests.simulators.woocommerce.running import WooSimulator, woocommerce

__all__ = ["WooSimulator", "woocommerce"]
