"""A worker that dies at any request leaves nothing that its successor cannot finish: one file, one picture a place."""

import pytest

from renders.channels.base import ChannelError
from renders.channels.galleries import Target
from tests.renders.channels.shopify.conftest import connect, delivered, made, place, until_done

REQUESTS = 24


@pytest.mark.parametrize("fault", ["lost_answer", "reset"])
def test_after_an_end_at_any_request_the_same_again_comes_to_the_same(sim, form, fault):
    shop = connect(sim, api=form)
    sim.set(points=100_000, rate=100_000)
    fired = []
    for number in range(1, REQUESTS):
        sku = f"sku{number:02}x"
        product = sim.add_product(sku, [sku])
        foreign = [sim.add_picture(product, f"{sku}-{name}.png") for name in ("hand", "desk")]
        target = Target(sku, (), sku)
        sim.edit("show_on_variant", product=product, sku=sku, picture=foreign[0])
        old = delivered(shop, made("red", slot=f"{sku}/main/packshot"), after=(foreign[0],), target=target)
        new = made("green", slot=f"{sku}/main/packshot")
        sim.script({"fault": fault, "nth": number})
        fired.append(not is_done(shop, new, old, target))
        sim.script()
        assert is_done(shop, new, old, target)
        receipt = shop.upload(new)
        assert sim.media(product) == [foreign[0], receipt.reference, foreign[1]]
        assert sim.variants(product) == {sku: receipt.reference}
        files = [file["name"] for file in sim.shop()["files"].values() if file["name"].startswith(f"{sku}-main")]
        assert len(files) == len(set(files)) == 2
    # Every request of the whole way has been the last one once.
    assert fired[:8] == [True] * 8
    assert not fired[-1]


def is_done(shop, delivery, old, target):
    """The whole way of a replacement, whatever of it was gone already; False where it ended."""
    try:
        receipt = until_done(lambda: shop.upload(delivery))
        is_there = shop.read(target).has(old.reference)
        where = {"instead_of": old.reference} if is_there else {"after": (shop.read(target).pictures[0].reference,)}
        place(shop, receipt, on=(target.sku,), target=target, **where)
        until_done(lambda: shop.verify(receipt))
    except ChannelError:
        return False
    return True
