"""Workers die while they publish, between any two requests; each picture comes once, and others stay where they are."""

import json
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import pytest

from renders.channels.bucket.manifest import manifest_name
from tests.faults.installation import RunningInstallation
from tests.faults.publishing_commands import CODE, COLOURS, SKUS
from tests.simulators.shopify import simulated_shop
from tests.simulators.woocommerce import woocommerce

RUNS = [0, *(pytest.param(number, marks=pytest.mark.long) for number in range(1, 20))]
DEATHS = 2


class KillTarget:
    """A channel under test: how it is set up, how far it is, and what it holds."""

    settings = ""
    environment: dict[str, str] = {}

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def writes(self) -> int:
        raise NotImplementedError

    def gallery(self) -> list[str]:
        """References in their order."""
        raise NotImplementedError

    def files(self) -> int:
        """How many files it holds, of anybody."""
        raise NotImplementedError


class WooTarget(KillTarget):
    def __init__(self, shop) -> None:
        super().__init__("woocommerce")
        self.shop = shop
        self.product = shop.add_product(CODE, name="Mug of the faults", variations=SKUS, pictures=2)
        self.settings = f", url={shop.base_url!r}"
        secrets = {"WORDPRESS_USER": shop.user, "WORDPRESS_APP_PASSWORD": shop.password}
        self.environment = {f"CHANNEL_FAULT_SHOP_{name}": value for name, value in secrets.items()}
        self.environment["OUTBOUND_ALLOW"] = shop.host

    def writes(self) -> int:
        return int(self.shop.stats()["writes"])

    def gallery(self) -> list[str]:
        return [str(one) for one in self.shop.pictures_of(self.product["id"])]

    def files(self) -> int:
        return len(self.shop.media())


class ShopifyTarget(KillTarget):
    def __init__(self, shop, api: str) -> None:
        super().__init__("shopify")
        self.shop = shop
        self.product = shop.add_product("Mug of the faults", SKUS)
        for name in ("hand.png", "box.png"):
            shop.add_picture(self.product, name, alt=name, color="red")
        self.settings = f", shop_url={shop.base_url!r}, api={api!r}"
        self.environment = {"CHANNEL_FAULT_SHOP_KEY": shop.token, "OUTBOUND_ALLOW": ",".join(shop.hosts)}

    def writes(self) -> int:
        return int(self.shop.writes())

    def gallery(self) -> list[str]:
        return [str(one) for one in self.shop.media(self.product)]

    def files(self) -> int:
        return len(self.shop.shop()["files"])


class BucketTarget(KillTarget):
    """The bucket of the installation: a folder, with one gallery in a file that others share."""

    foreign = ("hand.png", "box.png")

    def __init__(self, folder: Path) -> None:
        super().__init__("bucket")
        self.folder = folder / "public"
        self.manifest = self.folder / manifest_name(CODE)
        self.manifest.parent.mkdir(parents=True, exist_ok=True)
        for name in self.foreign:
            (self.folder / name).write_bytes(b"of others")
        pictures = [{"name": name, "address": f"/pictures/{name}"} for name in self.foreign]
        self.manifest.write_text(json.dumps({"pictures": pictures}))
        self._versions: set[tuple[str, int]] = set()

    def writes(self) -> int:
        """How many files and versions of them were seen."""
        for path in self._written():
            with suppress(FileNotFoundError):
                self._versions.add((path.name, path.stat().st_mtime_ns))
        return len(self._versions)

    def gallery(self) -> list[str]:
        return [one["name"] for one in json.loads(self.manifest.read_text())["pictures"]]

    def files(self) -> int:
        return len(self._written())

    def _written(self) -> list[Path]:
        return [path for path in self.folder.rglob("*") if path.is_file() and not path.name.startswith(".")]


@contextmanager
def bucket_target(folder: Path) -> Iterator[KillTarget]:
    yield BucketTarget(folder)


@contextmanager
def woo_target(_folder: Path) -> Iterator[KillTarget]:
    with woocommerce() as shop:
        yield WooTarget(shop)


@contextmanager
def shopify_target(_folder: Path, api: str = "graphql") -> Iterator[KillTarget]:
    with simulated_shop() as shop:
        yield ShopifyTarget(shop, api)


TARGETS = {
    "bucket": bucket_target,
    "woocommerce": woo_target,
    "shopify": shopify_target,
    "shopify-rest": partial(shopify_target, api="rest"),
}


@pytest.fixture(params=TARGETS)
def target(request: pytest.FixtureRequest, demo: Path, tmp_path: Path) -> Iterator[KillTarget]:
    shutil.copytree(demo, tmp_path, dirs_exist_ok=True)
    with TARGETS[request.param](tmp_path) as target:
        yield target


@pytest.fixture
def installation(target: KillTarget, tmp_path: Path) -> Iterator[RunningInstallation]:
    installation = RunningInstallation(tmp_path, **target.environment)
    yield installation
    installation.close()


def states(installation: RunningInstallation) -> dict[object, int]:
    rows = installation.query("SELECT state, count(*) FROM renders_publication GROUP BY state")
    return {state: int(str(count)) for state, count in rows}


def kill_between_writes(
    installation: RunningInstallation, target: KillTarget, is_done: Callable[[], bool], seed: int
) -> None:
    """Kill the worker a few times right after a write came in, at random ones; then let it finish."""
    moments = random.Random(seed)
    for _ in range(DEATHS):
        worker, until = installation.worker(), target.writes() + moments.randint(1, 3)
        installation.wait(lambda until=until: target.writes() >= until or is_done(), 120)
        worker.kill()
    worker = installation.worker()
    installation.wait(is_done, 180)
    worker.stop()


@pytest.mark.parametrize("seed", RUNS)
def test_a_worker_killed_between_any_two_writes_publishes_and_withdraws_each_picture_once(
    installation: RunningInstallation, target: KillTarget, seed: int
) -> None:
    foreign, files = target.gallery(), target.files()
    installation.run(f"from tests.faults.publishing_commands import *; release({target.kind!r}{target.settings})")
    kill_between_writes(installation, target, lambda: states(installation) == {"published": len(COLOURS)}, seed)
    ours = [str(one) for (one,) in installation.query("SELECT reference FROM renders_publication ORDER BY id")]
    assert target.gallery() == [*ours, *foreign]
    assert target.files() == files + len(COLOURS)
    installation.run("from tests.faults.publishing_commands import *; withdraw_all()")
    kill_between_writes(installation, target, lambda: states(installation) == {"withdrawn": len(COLOURS)}, seed)
    assert target.gallery() == foreign
    assert target.files() == files + len(COLOURS)
