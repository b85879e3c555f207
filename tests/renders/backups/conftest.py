"""What the tests of backups share: stores in a folder of the test's own, and a set in every early state."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.core.files.storage import storages

from config.storage.files import local_files
from renders import composing
from renders.models import ShotSet
from tests.fakes import FakeProvider, work


@pytest.fixture(autouse=True)
def own_stores(settings: django_settings, tmp_path: Path) -> Iterator[Path]:
    """Every store that lies on this machine is empty and below this folder."""
    folder = tmp_path / "stores"
    names = [name for name in settings.STORAGES if name != "staticfiles"]
    settings.STORAGES = {**settings.STORAGES, **{name: local_files(folder / name) for name in names}}
    storages.__dict__.pop("backends", None)
    storages._storages.clear()
    yield folder
    storages._storages.clear()


@pytest.fixture
def drawn(order: dict[str, object], petra: User, fake: FakeProvider) -> ShotSet:
    """A set whose pictures are all here."""
    shot_set = composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    work()
    return shot_set
