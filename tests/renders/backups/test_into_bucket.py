"""Private pictures of a folder, copied into the private bucket."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from catalog.pictures import sha256
from catalog.pictures.content_store import path_of
from config.storage.files import local_files
from renders import invariants
from renders.backups.stores import files_in
from renders.files import ARTWORK, MASTERS
from renders.models import Render, UnneededFile
from renders.pipeline.customers import picture_files
from tests.factories import make_banner, make_banner_picture
from tests.s3_stores import ROLES

pytestmark = pytest.mark.django_db
PICTURES = [b"one picture", b"another picture"]


@pytest.fixture
def data_dir(tmp_path):
    """The DATA_DIR of a Packshot on one machine."""
    for data in PICTURES:
        add(tmp_path / "old" / "masters" / path_of(sha256(data)), data)
    add(tmp_path / "old" / "artwork" / "previews" / "small.webp", b"a preview")
    add(tmp_path / "old" / "masters" / "ab" / ".part-left", b"half a pic")
    return tmp_path / "old"


@pytest.fixture
def private_bucket(own_stores, private_bucket):
    private_bucket.use()
    return private_bucket


def add(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def copy(data_dir):
    out = StringIO()
    call_command("copy_to_bucket", data_dir=data_dir, stdout=out)
    return out.getvalue().splitlines()


def test_every_whole_file_is_in_the_bucket_afterwards(data_dir, private_bucket):
    assert copy(data_dir)[0] == "masters: 2 copied"
    assert [MASTERS.read(sha256(data)) for data in PICTURES] == PICTURES
    assert ARTWORK.files.read("previews/small.webp") == b"a preview"
    assert len(private_bucket.list_keys()) == 3


def test_what_is_there_is_not_sent_again(data_dir, private_bucket):
    MASTERS.store(PICTURES[0])
    assert sorted(copy(data_dir)[0].removeprefix("masters: ").split(", ")) == ["1 copied", "1 there already"]
    assert copy(data_dir)[0] == "masters: 2 there already"


def test_a_file_that_is_not_what_its_name_says_is_left_out_and_named(data_dir, private_bucket):
    add(data_dir / "masters" / path_of(sha256(PICTURES[0])), b"damaged")
    with pytest.raises(CommandError, match="1 files were not copied"):
        copy(data_dir)
    assert not MASTERS.has(sha256(PICTURES[0]))


def test_a_copy_that_the_store_cut_off_goes_on(data_dir, private_bucket):
    private_bucket.lose_store()
    with pytest.raises(CommandError, match="masters: the bucket failed .* it goes on"):
        copy(data_dir)
    private_bucket.use()
    assert copy(data_dir)[0] == "masters: 2 copied"


def test_a_file_that_is_removed_meanwhile_ends_nothing(data_dir, private_bucket, monkeypatch):
    """Packshot works while the first run copies."""

    def listed_and_removed(folder):
        paths = list(files_in(folder))
        for path in paths[:1]:
            path.unlink()
        return paths

    monkeypatch.setattr("renders.backups.into_bucket.files_in", listed_and_removed)
    assert copy(data_dir)[0] == "masters: 1 removed here meanwhile, 1 copied"


def test_what_was_removed_between_two_runs_does_not_stay_in_the_bucket(data_dir, private_bucket):
    """A banner shows a customer's name; of another picture retention asks whether a row needs it."""
    stays = make_banner_picture(make_banner())
    banners = data_dir / "banners"
    add(banners / picture_files.name_of(stays.token), b"a banner that is shown")
    add(banners / "aa" / f"aa{'0' * 62}", b"a banner that ended")
    copy(data_dir)
    (banners / "aa" / f"aa{'0' * 62}").unlink()
    (data_dir / "masters" / path_of(sha256(PICTURES[0]))).unlink()
    copy(data_dir)
    names = [key.removeprefix("banners/") for key in private_bucket.list_keys() if key.startswith("banners/")]
    assert names == [picture_files.name_of(stays.token)]
    asked = set(UnneededFile.objects.values_list("sha256", flat=True))
    assert (sha256(PICTURES[0]) in asked, sha256(PICTURES[1]) in asked) == (True, False)


def test_without_a_bucket_nothing_is_copied(data_dir):
    with pytest.raises(CommandError, match="Set PRIVATE_S3_BUCKET"):
        copy(data_dir)


@pytest.mark.django_db(transaction=True)
def test_a_backup_leaves_out_what_lies_in_the_bucket_and_says_so(private_bucket, tmp_path):
    MASTERS.store(PICTURES[0])
    out = StringIO()
    call_command("backup", tmp_path / "packshot.tar", stdout=out)
    absent = "Not in it, because they lie in a bucket: default, masters, renditions, artwork"
    assert out.getvalue().splitlines()[-1] == absent


@pytest.mark.django_db(transaction=True)
def test_a_backup_of_folders_is_restored_into_the_bucket(drawn, own_stores, private_bucket, settings, tmp_path):
    folders = {name: local_files(own_stores / name) for name in ROLES}
    settings.STORAGES = {**settings.STORAGES, **folders}
    call_command("backup", tmp_path / "packshot.tar", stdout=StringIO())
    private_bucket.use()
    call_command("restore", str(tmp_path / "packshot.tar"), "--replace", stdout=StringIO())
    assert all(MASTERS.has(digest) for digest in Render.objects.values_list("sha256", flat=True))
    assert list(invariants.files_are_what_rows_say()) == []
