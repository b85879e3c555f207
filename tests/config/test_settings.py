"""What the environment may say, and the answer to what it may not."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a key for tests only, as long as a real one has to be: 0123456789"


# Reads settings in a fork for each environment: nine tenths of the time of a new process would go into imports.
READER = """
import io, json, os, sys, traceback
from contextlib import redirect_stdout
from importlib import import_module
import config.settings
for line in sys.stdin:
    name, environment = json.loads(line)
    if not os.fork():
        os.environ.clear()
        os.environ.update(environment)
        printed = io.StringIO()
        try:
            with redirect_stdout(printed):
                del sys.modules["config.settings"]
                settings = import_module("config.settings")
                exec(f"print(settings.{name})")
        except BaseException:
            traceback.print_exc(file=printed)
        print(json.dumps(printed.getvalue().strip()), flush=True)
        os._exit(0)
    os.wait()
"""


def bare_environment(**environment: str) -> dict[str, str]:
    """What a process needs, and these variables."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ} | environment


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python …` in the project's folder, in an environment of its own."""
    command, variables = [sys.executable, *arguments], bare_environment(**environment)
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True)


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`manage.py …` in an environment of its own."""
    return python("manage.py", *arguments, **environment)


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    """The process that reads settings."""
    environment = bare_environment(DATA_DIR=str(tmp_path_factory.mktemp("reader")))
    command, piped = [sys.executable, "-c", READER], subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=piped, stdout=piped, text=True) as process:
        yield process
        process.stdin.close()


@pytest.fixture
def setting(reader):
    """How a setting reads in an environment: `setting("DEBUG", DEBUG="true")`."""

    def read(name: str, **environment: str) -> str:
        reader.stdin.write(json.dumps([name, bare_environment(**environment)]) + "\n")
        reader.stdin.flush()
        return json.loads(reader.stdout.readline())

    return read


def test_the_secret_key_is_made_once_and_stored(tmp_path, setting):
    first, second = (setting("SECRET_KEY", DATA_DIR=str(tmp_path)) for _ in range(2))
    assert len(first) > 60
    assert first == second


def test_the_stored_secret_key_is_for_its_owner_only(tmp_path, setting):
    setting("SECRET_KEY", DATA_DIR=str(tmp_path))
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    answer = manage("check", DATA_DIR=str(tmp_path / "file" / "var"))
    assert answer.returncode == 1
    assert answer.stderr == f"DATA_DIR {tmp_path}/file/var cannot be written: Not a directory.\n"


def test_a_variable_with_a_wrong_value_is_named(tmp_path):
    answer = manage("check", DATA_DIR=str(tmp_path), DEBUG="perhaps")
    assert answer.returncode == 1
    assert answer.stderr.startswith("DEBUG: ")
    assert "Traceback" not in answer.stderr


def test_a_providers_variable_with_a_wrong_value_is_named(tmp_path):
    answer = manage("check", DATA_DIR=str(tmp_path), PIXELMUSE_DIALECT="klingon")
    assert answer.returncode == 1
    assert answer.stderr.startswith("PIXELMUSE_DIALECT: ")
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("name", ["HIAPI_API_KEY", "HIAPI_TOKEN"])
def test_the_key_of_hiapi_is_read_under_the_name_of_either_guide(name, tmp_path, setting):
    key = setting("PROVIDER_VARIABLES['hiapi'].api_key.get_secret_value()", DATA_DIR=str(tmp_path), **{name: "sk-1"})
    assert key == "sk-1"


@pytest.mark.parametrize(
    ("provider", "variable", "field", "value", "shown"),
    [
        ("hiapi", "HIAPI_BASE_URL", "base_url", "https://one.example", "https://one.example"),
        ("hiapi", "HIAPI_ASSET_HOSTS", "asset_hosts", "a.example, b.example", "['a.example', 'b.example']"),
        ("hiapi", "HIAPI_CALLBACK_PLACEMENT", "callback_placement", "input", "input"),
        ("pixelmuse", "PIXELMUSE_BASE_URL", "base_url", "https://one.example", "https://one.example"),
        ("pixelmuse", "PIXELMUSE_DIALECT", "dialect", "guide", "guide"),
        ("imagepipeline", "IMAGEPIPELINE_DIALECT", "dialect", "successor", "successor"),
        ("imagepipeline", "IMAGEPIPELINE_SERVER_ID", "server_id", "s1", "s1"),
    ],
)
def test_a_providers_variables_are_read_from_the_environment(
    provider, variable, field, value, shown, tmp_path, setting
):
    name = f"PROVIDER_VARIABLES['{provider}'].{field}"
    assert setting(name, DATA_DIR=str(tmp_path), **{variable: value}) == shown


@pytest.mark.parametrize(
    ("provider", "fields"),
    [
        ("hiapi", "https://api.hiapi.ai ['*.hiapi.ai'] top"),
        ("pixelmuse", " ['*'] official"),
        ("imagepipeline", " ['*'] v3"),
    ],
)
def test_an_empty_environment_leaves_the_vendors_own_addresses(provider, fields, tmp_path, setting):
    last = "callback_placement" if provider == "hiapi" else "dialect"
    read = f"PROVIDER_VARIABLES['{provider}'].base_url, settings.PROVIDER_VARIABLES['{provider}'].asset_hosts"
    shown = setting(f"{read}, settings.PROVIDER_VARIABLES['{provider}'].{last}", DATA_DIR=str(tmp_path))
    assert shown == fields.strip()


def test_debug_is_off_unless_asked_for(tmp_path, setting):
    assert setting("DEBUG", DATA_DIR=str(tmp_path)) == "False"


def test_lists_are_split_at_commas(tmp_path, setting):
    hosts = setting("ALLOWED_HOSTS", DATA_DIR=str(tmp_path), ALLOWED_HOSTS="one.example, two.example")
    assert hosts == "['one.example', 'two.example']"


def test_the_public_address_is_an_allowed_host(tmp_path, setting):
    assert "shots.example" in setting("ALLOWED_HOSTS", DATA_DIR=str(tmp_path), PUBLIC_BASE_URL="https://shots.example/")


@pytest.mark.parametrize("name", ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"])
def test_a_public_https_address_locks_the_cookies_to_it(name, tmp_path, setting):
    assert setting(name, DATA_DIR=str(tmp_path), PUBLIC_BASE_URL="https://shots.example") == "True"


def test_nothing_is_left_to_fix_before_deployment(tmp_path):
    answer = manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        DATA_DIR=str(tmp_path),
        PUBLIC_BASE_URL="https://shots.example",
        SECRET_KEY=SECRET,
    )
    assert answer.returncode == 0, answer.stderr


def test_every_change_of_the_models_has_its_migration(tmp_path):
    answer = manage("makemigrations", "--check", "--dry-run", DATA_DIR=str(tmp_path))
    assert answer.returncode == 0, answer.stdout


def test_the_organisations_time_zone_is_read_and_a_wrong_one_is_named(tmp_path, setting):
    assert setting("TIME_ZONE", DATA_DIR=str(tmp_path), TIME_ZONE="Europe/Berlin") == "Europe/Berlin"
    answer = manage("check", DATA_DIR=str(tmp_path), TIME_ZONE="Berlin")
    assert (answer.returncode, answer.stderr.startswith("TIME_ZONE: ")) == (1, True)


def test_what_is_stored_is_for_its_owner_only(tmp_path):
    folder = tmp_path / "var"
    folder.mkdir(mode=0o755)
    (folder / "packshot.sqlite3").touch(mode=0o644)
    python("-c", "import config.queue; from django.db import connection; connection.connect()", DATA_DIR=str(folder))
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in folder.glob("*.sqlite3*")}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {"packshot.sqlite3", "queue.sqlite3"} <= set(modes)
    assert set(modes.values()) == {"0o600"}


def test_a_folder_that_everybody_shares_stays_as_it_is(tmp_path, setting):
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o1777)
    setting("DATA_DIR", DATA_DIR=str(folder))
    assert folder.stat().st_mode & 0o7777 == 0o1777


IN_A_BUCKET = {"PRIVATE_S3_BUCKET": "pictures", "PRIVATE_S3_REGION": "eu-central-1"}


def test_private_pictures_lie_in_the_bucket_that_is_named_with_a_key_from_files(tmp_path, setting):
    for name in ("id", "word"):
        (tmp_path / name).write_text(f"the-{name}\n")
    files = {"ACCESS_KEY_ID": "id", "SECRET_ACCESS_KEY": "word"}
    variables = {f"PRIVATE_S3_{name}_FILE": str(tmp_path / file) for name, file in files.items()}
    read = setting("STORAGES['masters']['OPTIONS']", DATA_DIR=str(tmp_path), **IN_A_BUCKET, **variables)
    assert "'bucket': 'pictures'" in read
    assert "'access_key': 'the-id', 'secret_key': 'the-word'" in read


def test_pages_show_pictures_of_the_store_only_where_browsers_are_sent_there(tmp_path, setting):
    name = "CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src']"
    origin = "https://pictures.s3.eu-central-1.amazonaws.com"
    assert origin not in setting(name, DATA_DIR=str(tmp_path), **IN_A_BUCKET)
    assert origin in setting(name, DATA_DIR=str(tmp_path), **IN_A_BUCKET, PRIVATE_S3_PRESIGN="true")


def test_a_start_with_the_public_bucket_for_private_pictures_is_refused(tmp_path):
    answer = manage("check", DATA_DIR=str(tmp_path), S3_BUCKET="shop", PRIVATE_S3_BUCKET="shop")
    assert answer.returncode == 1
    assert answer.stderr.startswith("PRIVATE_S3_BUCKET: it is S3_BUCKET, which everybody may read.")
