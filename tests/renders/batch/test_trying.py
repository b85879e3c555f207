"""`manage.py try`: one version for one product, at the price and within the budgets of a preview."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from renders.models import Budget, ShotSet
from renders.providers import Refused
from tests.factories import (
    make_account,
    make_artwork,
    make_budget,
    make_colorway,
    make_image_model,
    make_placement,
    make_template,
    make_version,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(db, fake):
    """A version for a square and a portrait placement, with a model at half a cent and one SKU."""
    make_account(provider="fake", name="main", cap_in_flight=4)
    model = make_image_model(slug="quick", provider="fake", endpoint="quick/text-to-image", price_micros=5_000)
    placements = [
        make_placement(aspect=aspect, image_models=[model], min_width=1, min_height=1) for aspect in ("1:1", "4:5")
    ]
    make_artwork(make_colorway(sku="mug-beige").product)
    return make_version(make_template(slug="packshot", placements=placements))


def tried(tmp_path, *options):
    """What the command says, and its error."""
    out = StringIO()
    try:
        call_command("try", "packshot", "mug-beige", "--out", str(tmp_path / "out"), *options, stdout=out, stderr=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


@pytest.mark.django_db(transaction=True)
def test_it_says_price_and_files_and_draws_every_candidate(version, tmp_path):
    said, wrong = tried(tmp_path)
    assert wrong == ""
    assert "8 candidates × $0.005 = $0.04, at most $0.055 with retries" in said
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [f"mug-beige-{number}.png" for number in range(1, 9)]
    assert all(name in said for name in names)
    assert ShotSet.objects.get().kind == "preview"


@pytest.mark.django_db(transaction=True)
def test_candidates_without_a_picture_are_counted(version, fake, tmp_path):
    drafted = []

    def refuse_three(draft):
        drafted.append(draft)
        if len(drafted) <= 3:
            raise Refused("The prompt is against the rules.")
        return f"task-{draft}"

    fake.answer = refuse_three
    said, wrong = tried(tmp_path)
    assert wrong.startswith("3 of 8 candidates have no picture: see ")
    assert len(list((tmp_path / "out").iterdir())) == 5


def test_a_dry_run_orders_nothing(version, tmp_path):
    said, wrong = tried(tmp_path, "--dry-run")
    assert (wrong, "$0.04" in said, ShotSet.objects.exists()) == ("", True, False)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--aspect-ratio", "16:9"], "has no placement of that ratio. It has placements of: 1:1, 4:5."),
        (["--style", "anime"], "draws the style realistic. Another style needs another version."),
        (["--version-number", "9"], "has no version 9."),
        (["--model", "none"], "There is no image model none."),
        (["--count", "3"], "Choose 8 to 12."),
        (["--by", "nobody"], "There is nobody called nobody."),
    ],
)
def test_what_does_not_go_together_is_said_and_costs_nothing(options, sentence, version, tmp_path):
    assert sentence in tried(tmp_path, *options)[1]
    assert not ShotSet.objects.exists()


def test_the_ratio_chooses_the_placement(version, tmp_path):
    _, wrong = tried(tmp_path, "--aspect-ratio", "4:5", "--style", "realistic", "--model", "quick", "--dry-run")
    assert wrong == ""


def test_an_unknown_template_is_answered_with_those_there_are(version, tmp_path):
    with pytest.raises(CommandError, match="There is packshot"):
        call_command("try", "none", "mug-beige")


def test_a_daily_budget_for_trials_is_respected(version, tmp_path):
    make_budget(name="Trials", period=Budget.Period.DAY, cap_micros=54_999)
    _, wrong = tried(tmp_path)
    assert "The budget Trials is short by $0.000001." in wrong
    assert not ShotSet.objects.exists()
