"""A file that no gallery shows is deleted for good, and nobody else's."""

import pytest

from renders.channels.base import Rejected, Unreachable
from tests.renders.channels.woocommerce.conftest import made


def test_a_picture_is_deleted_with_its_copies(shop, channel):
    receipt = channel.upload(made())
    channel.discard(receipt)
    assert shop.media() == []


def test_a_picture_that_is_gone_is_no_error(shop, channel):
    receipt = channel.upload(made())
    shop.remove(media=int(receipt.reference))
    channel.discard(receipt)
    assert shop.stats()["points"].get("media.delete") is None


def test_a_lost_answer_is_settled_by_the_next_try(shop, channel):
    receipt = channel.upload(made())
    shop.script({"fault": "lost_answer", "on": "media.delete", "times": 1})
    with pytest.raises(Unreachable):
        channel.discard(receipt)
    channel.discard(receipt)
    assert shop.media() == []


def test_a_file_of_somebody_else_under_the_same_number_stays(shop, channel):
    """As on a site that was moved or set up anew."""
    receipt = channel.upload(made())
    shop.post("reset", {})
    while not shop.media() or shop.media()[-1]["id"] < int(receipt.reference):
        shop.post("media", {"name": "somebody-elses"})
    before = shop.media()
    channel.discard(receipt)
    assert shop.media() == before


def test_a_user_who_may_not_delete_is_said(shop, channel):
    receipt = channel.upload(made())
    shop.set(rights="read")
    with pytest.raises(Rejected, match="may not delete pictures. The file stays"):
        channel.discard(receipt)
