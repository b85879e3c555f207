"""A backup is whole or absent, and what it holds is what comes back."""

import io
import os
import shutil
import tarfile

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from catalog.models import Product
from config.supervision.pending_migrations import pending_migrations
from renders.backups.archive import ArchiveReader, NoBackup
from renders.backups.making import make
from renders.files import MASTERS
from renders.models import Account, Backup, Event, Render, Restore
from renders.models.actions import Action
from tests.factories import make_product

pytestmark = pytest.mark.django_db(transaction=True)


def backed_up(folder, *arguments):
    """The one file that the command writes into this folder."""
    folder.mkdir()
    call_command("backup", str(folder), *arguments, stdout=io.StringIO())
    [file] = folder.iterdir()
    return file


def restored(file, *arguments):
    """What the command says."""
    said = io.StringIO()
    call_command("restore", str(file), "--replace", *arguments, stdout=said)
    return said.getvalue()


def test_rows_and_pictures_come_back_and_orders_are_held(drawn, own_stores, tmp_path):
    file = backed_up(tmp_path / "backups")
    make_product(name="Newer")
    shutil.rmtree(own_stores)
    said = restored(file)
    assert not Product.objects.filter(name="Newer").exists()
    assert all(MASTERS.has(digest) for digest in Render.objects.values_list("sha256", flat=True))
    account = Account.objects.get()
    assert (account.paused_code, account.probe_at) == (Account.Pause.RESTORED, None)
    assert Restore.objects.in_force().get().reconciled_at is None
    assert Event.objects.filter(action=Action.BACKUP_RESTORED).count() == 1
    assert "ok   nothing is bought twice" in said
    assert not pending_migrations()


def test_a_backup_says_what_it_holds_and_only_its_owner_reads_it(drawn, tmp_path):
    file = backed_up(tmp_path / "backups")
    with ArchiveReader(file) as archive:
        manifest = archive.manifest
    assert manifest.database == connection.vendor
    assert manifest.counts["renders_render"] == Render.objects.count()
    assert ("renders", "0001_squashed_0036_measures_of_renders") in manifest.migrations
    assert sum(name.startswith("masters/") for name in manifest.files) == 1
    assert file.stat().st_mode & 0o077 == 0
    assert Backup.objects.get().bytes == file.stat().st_size


def test_the_database_alone_is_a_backup_without_pictures(drawn, tmp_path):
    with ArchiveReader(backed_up(tmp_path / "backups", "--database-only")) as archive:
        assert len(archive.manifest.files) == 1


def test_an_installation_with_people_is_not_replaced_unasked(drawn, tmp_path):
    file = backed_up(tmp_path / "backups")
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("restore", str(file))
    assert not Restore.objects.exists()


def cut_off(file):
    os.truncate(file, file.stat().st_size // 2)


def one_bit_changed(file):
    data = bytearray(file.read_bytes())
    data[len(data) // 3] ^= 1
    file.write_bytes(data)


def of_the_future(file):
    with ArchiveReader(file) as archive:
        manifest = archive.manifest
    added = manifest.model_copy(update={"migrations": [*manifest.migrations, ("renders", "9999_from_the_future")]})
    replace_manifest(file, added.model_dump_json().encode())


def of_another_database(file):
    with ArchiveReader(file) as archive:
        manifest = archive.manifest
    replace_manifest(file, manifest.model_copy(update={"database": "oracle"}).model_dump_json().encode())


def without_manifest(file):
    replace_manifest(file, b"")


def replace_manifest(file, text):
    """Write the archive again with another manifest, or none."""
    with tarfile.open(file) as source:
        members = [(member, source.extractfile(member).read()) for member in source.getmembers()[:-1]]
    with tarfile.open(file, "w") as target:
        for member, data in members:
            target.addfile(member, io.BytesIO(data))
        if text:
            manifest = tarfile.TarInfo("manifest.json")
            manifest.size = len(text)
            target.addfile(manifest, io.BytesIO(text))


@pytest.mark.parametrize(
    "damage",
    [cut_off, one_bit_changed, of_the_future, of_another_database, without_manifest],
    ids=lambda one: one.__name__,
)
def test_what_cannot_be_restored_changes_nothing(drawn, tmp_path, damage):
    file = backed_up(tmp_path / "backups")
    make_product(name="Newer")
    damage(file)
    with pytest.raises(CommandError):
        restored(file)
    assert Product.objects.filter(name="Newer").exists()
    assert not Restore.objects.exists()


def test_a_name_that_leads_out_of_the_stores_is_refused(drawn, tmp_path):
    file = backed_up(tmp_path / "backups")
    with tarfile.open(file, "a") as archive:
        archive.addfile(tarfile.TarInfo("masters/../../out"), io.BytesIO(b""))
    with pytest.raises(NoBackup):
        ArchiveReader(file)


def test_a_backup_that_fails_leaves_no_file(drawn, tmp_path, monkeypatch):
    folder = tmp_path / "backups"
    folder.mkdir()

    def no_space(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_space)
    with pytest.raises(CommandError, match="There is no backup"):
        call_command("backup", str(folder))
    assert list(folder.iterdir()) == []
    assert not Backup.objects.exists()


def test_a_file_that_is_there_is_not_overwritten(drawn, tmp_path):
    file = tmp_path / "kept.tar"
    file.write_text("of somebody else")
    with pytest.raises(FileExistsError):
        make(file)
    assert file.read_text() == "of somebody else"


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite needs no program of another's.")
def test_without_the_programs_of_postgres_a_sentence_says_what_to_install(drawn, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandError, match="pg_dump is not on PATH"):
        call_command("backup", str(tmp_path))


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no such limit.")
def test_a_backup_may_take_longer_than_a_transaction_may_wait(drawn, tmp_path, monkeypatch):
    slow = tmp_path / "slow" / "pg_dump"
    slow.parent.mkdir()
    slow.write_text(f'#!/bin/sh\nsleep 1\nexec {shutil.which("pg_dump")} "$@"\n')
    slow.chmod(0o700)
    monkeypatch.setenv("PATH", str(slow.parent), prepend=os.pathsep)
    with connection.cursor() as cursor:
        cursor.execute("SET idle_in_transaction_session_timeout = '300ms'")
    try:
        assert backed_up(tmp_path / "backups").stat().st_size
    finally:
        connection.close()
