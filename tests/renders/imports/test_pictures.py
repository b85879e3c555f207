"""Pictures that a file names: fetched from hosts that were ticked, and taken as uploaded photos are."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from catalog.models import Artwork, Product
from renders.models import Cutting, ImportPicture
from renders.models.leases import lease_on
from renders.pipeline.importing.pictures import fetch_picture
from tests.images import packshot
from tests.renders.imports.importing import imported, undone

pytestmark = pytest.mark.django_db(transaction=True)


class PictureHost(BaseHTTPRequestHandler):
    """One picture at every address but /gone.jpg."""

    def do_GET(self) -> None:
        self.send_response(404 if "gone" in self.path else 200)
        self.end_headers()
        if "gone" not in self.path:
            self.wfile.write(packshot())

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def shop(settings: Any) -> Iterator[str]:
    """Host and port of a shop on this machine that may be asked."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), PictureHost)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.OUTBOUND_ALLOW = [f"127.0.0.1:{server.server_port}"]
    yield settings.OUTBOUND_ALLOW[0]
    server.shutdown()
    server.server_close()


def table(shop: str, *names: str) -> str:
    pictures = " ".join(f"http://{shop}/{name}" for name in names)
    return f"Artikelnummer,Bezeichnung,Farbe,Bilder\nA-1,Cup,Red,{pictures}\n"


def fetch_all() -> list[str]:
    for picture in ImportPicture.objects.filter(state="waiting"):
        with lease_on(ImportPicture.fast.filter(pk=picture.pk)) as lease:
            fetch_picture(picture.pk, lease)
    return list(ImportPicture.objects.values_list("state", flat=True))


def test_a_picture_becomes_artwork_once_and_undoing_takes_it_away(shop):
    one = imported(table(shop, "a.jpg", "same.jpg", "gone.jpg"), picture_hosts=[shop])
    assert fetch_all() == ["taken", "known", "failed"]
    assert Artwork.objects.get().product.code == "A-1"
    assert undone(one).stayed_count == 0
    assert not Product.objects.exists()
    assert not Cutting.objects.exists()


def test_nothing_is_fetched_from_a_host_that_was_not_ticked(shop):
    imported(table(shop, "a.jpg"))
    assert fetch_all() == ["staged"]
    assert not Artwork.objects.exists()
