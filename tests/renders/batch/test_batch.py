"""The CSV job: every row checked first, bought once however often it is run, one file and one line a row."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Colorway, ImageModel, Placement, Product, PromptVersion
from renders import batch, composing
from renders.batch import ResultStream
from renders.models import LedgerEntry, Render, ShotSet
from renders.providers import OutputRefused, TaskProgress, TaskStatus, Unclear
from tests.factories import make_account, make_artwork, make_budget, make_colorway, make_image_model, make_placement
from tests.fakes import work
from tests.images import packshot, png

pytestmark = pytest.mark.django_db
GOOD = """sku,prompt,aspect_ratio
mug-01,"One mug, soft light",1:1
mug-02,One mug,4:5
"""
QWEN = {"field": "size", "words": {"1:1": "2048*2048", "16:9": "2688*1536"}}


@pytest.fixture
def model(db, fake):
    """A model of the fake provider at half a cent."""
    make_account(provider="fake", name="main", cap_in_flight=4)
    quick = {"slug": "quick", "name": "Quick", "provider": "fake", "endpoint": "quick/text-to-image"}
    model = make_image_model(**quick, price_micros=5_000)
    for aspect in ("1:1", "4:5", "16:9"):
        make_placement(aspect=aspect, image_models=[model])
    return model


@pytest.fixture
def csv(tmp_path):
    """Write a file; its path."""

    def written(text=GOOD, name="skus.csv"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return written


def run(path, *options, model="quick"):
    """Run the command; what it said on the screen, and on the error stream."""
    out, errors = StringIO(), StringIO()
    folder = path.parent / "out"
    try:
        call_command("render", str(path), "--model", model, "--out", str(folder), *options, stdout=out, stderr=errors)
    except CommandError as error:
        errors.write(f"{error}\n")
    return out.getvalue(), errors.getvalue()


def prepare(text, model, tmp_path, by, **parameters):
    return batch.prepare(text.encode(), model, tmp_path, by, parameters)


def launch(text, model, tmp_path, by):
    return batch.launch_or_resume(prepare(text, model, tmp_path, by), by)


def reported(shot_set, folder):
    return {one.sku: (one.status, one.text) for one in ResultStream(shot_set, folder).new()}


@pytest.mark.django_db(transaction=True)
def test_the_command_works_by_itself_where_no_worker_runs(model, csv):
    path = csv()
    said, wrong = run(path)
    assert wrong == ""
    assert "mug-01: ok" in said
    assert sorted(file.name for file in (path.parent / "out").iterdir()) == ["mug-01.png", "mug-02.png"]


@pytest.mark.django_db(transaction=True)
def test_running_it_again_buys_nothing_and_says_each_row_again(model, csv, fake):
    path = csv()
    run(path)
    said, wrong = run(path)
    assert (len(fake.sent), wrong) == (2, "")
    assert said.count(": ok ") == 2
    assert ShotSet.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_row_that_failed_is_reported_with_its_reason_and_the_command_fails(model, csv, fake):
    fake.progress = TaskProgress(status=TaskStatus.FAILED, reason="TASK_FAILED", explanation="The model failed.")
    said, wrong = run(csv())
    assert "mug-01: failed TASK_FAILED: The model failed." in said
    assert "2 of 2 rows failed. Run it again with --again to order them once more." in wrong


@pytest.mark.django_db(transaction=True)
def test_pictures_that_were_lost_are_fetched_by_running_it_again(model, csv, fake):
    fake.picture, path = OutputRefused("Its host is not allowed."), csv()
    said, wrong = run(path)
    assert "mug-01: failed unobtainable: Its host is not allowed." in said
    assert "2 rows of them are paid for" in wrong
    fake.picture = png("white", (64, 64))
    said, wrong = run(path)
    assert "fetches 2 paid pictures again: nothing is bought twice" in said
    assert (len(fake.sent), said.count(": ok "), wrong) == (2, 2, "")


@pytest.mark.django_db(transaction=True)
def test_what_failed_can_be_ordered_again_alone(model, csv, fake, petra, tmp_path):
    fake.progress = TaskProgress(status=TaskStatus.FAILED, reason="TASK_FAILED", explanation="The model failed.")
    shot_set = launch(GOOD, model, tmp_path, petra)
    work()
    fake.progress = None
    assert len(batch.order_failed_again(shot_set, petra)) == 2
    work()
    assert {status for status, _ in reported(shot_set, tmp_path).values()} == {"ok"}
    assert batch.order_failed_again(shot_set, petra) == []


@pytest.mark.django_db(transaction=True)
def test_ordering_again_says_what_it_may_cost(model, csv, fake):
    path = csv()
    fake.progress = TaskProgress(status=TaskStatus.FAILED, reason="TASK_FAILED", explanation="The model failed.")
    run(path)
    fake.progress = None
    said, _ = run(path, "--again")
    assert "2 rows that failed ordered again: up to $0.01 more" in said
    assert "bought twice" not in said


@pytest.mark.django_db(transaction=True)
def test_where_the_budget_does_not_last_for_all_that_failed_none_is_ordered_again(model, csv, fake):
    path = csv()
    fake.progress = TaskProgress(status=TaskStatus.FAILED, reason="TASK_FAILED", explanation="The model failed.")
    run(path)
    make_budget(name="Tight", cap_micros=5_000)
    _, wrong = run(path, "--again")
    assert "The budget Tight is short by $0.005. Nothing was ordered. An admin can raise it." in wrong
    assert Render.objects.count() == 2


def test_a_dry_run_says_count_and_price_and_writes_nothing(model, csv):
    said, _ = run(csv(), "--dry-run")
    assert said.strip() == "2 rows × $0.005 = $0.01, at most $0.02 with retries"
    assert not any(kind.objects.exists() for kind in (ShotSet, Product, PromptVersion))
    assert set(Placement.objects.all()) == set(model.placements.all())


def test_a_run_that_planned_before_another_one_launched_orders_nothing_and_can_be_run_again(model, petra, tmp_path):
    slower = prepare(GOOD, model, tmp_path, petra)
    launched = launch(GOOD, model, tmp_path, petra)
    with pytest.raises(composing.NotLaunchable, match="Nothing was ordered here; run this again"):
        batch.launch_or_resume(slower, petra)
    assert launch(GOOD, model, tmp_path, petra) == launched


def test_bad_rows_are_all_named_by_line_and_nothing_is_launched(model, csv):
    text = 'sku,prompt,aspect_ratio\na,"Two\nlines",1:1\n,No SKU,1:1\na,Twice,1:1\nb,,1:1\nc,Odd,5:7\n'
    _, wrong = run(csv(text))
    assert wrong.splitlines() == [
        "line 4: (no SKU): sku is empty.",
        "line 5: a: a stands on line 2 already.",
        "line 6: b: prompt is empty.",
        "line 7: c: Quick does not draw 5:7. It draws 1:1, 4:3, 3:2, 4:5, 16:9.",
        "4 rows cannot be ordered. Nothing was launched. Fix these rows, or leave them out with --skip-bad.",
    ]
    assert not ShotSet.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_bad_rows_can_be_left_out_and_still_count_as_failed(model, csv):
    said, wrong = run(csv(f"{GOOD}../etc,One mug,1:1\n"), "--skip-bad")
    assert said.count(": ok ") == 2
    assert "line 4: ../etc: sku: Use 1 to 64 letters" in wrong
    assert "1 of 3 rows failed" in wrong


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name,prompt\nx,y\n", "The first line is sku,prompt,aspect_ratio or slug,prompt,size, not name,prompt."),
        ("sku,prompt,aspect_ratio\n", "The file has no rows."),
        ("slug,prompt,size\na,b,1*1\n", "takes ratios, not sizes. Begin with sku,prompt,aspect_ratio."),
        ('sku,prompt,aspect_ratio\na,"open,1:1\n', "Line 2:"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_as_a_whole(model, csv, text, sentence):
    assert sentence in run(csv(text))[1]


def test_sizes_are_read_in_the_models_own_words(model, petra, tmp_path):
    ImageModel.objects.update(size_names=QWEN, aspects=["1:1", "16:9"])
    model.refresh_from_db()
    text = "slug,prompt,size\nhero,Wide,2688*1536\ncard,Square,2048x2048\nodd,Odd,1*1\n"
    prepared = prepare(text, model, tmp_path, petra)
    assert [(row.sku, row.aspect) for row in prepared.rows] == [("hero", "16:9")]
    assert [row.sentence for row in prepared.bad] == [
        "Write 2048*2048, not 2048x2048.",
        "size is one of 2048*2048, 2688*1536, not 1*1.",
    ]


def test_a_row_that_the_model_refuses_is_bad_before_anything_is_launched(model, csv, fake, monkeypatch):
    monkeypatch.setattr(
        type(fake), "objections", lambda self, contract, spec: ["Too odd."] * ("mug-02" in contract.sku)
    )
    _, wrong = run(csv())
    assert "line 3: mug-02: Too odd." in wrong
    assert not ShotSet.objects.exists()


def test_the_prompt_of_a_row_is_what_is_ordered(model, petra, tmp_path):
    shot_set = launch(GOOD.replace("One mug\n", "One {{product}} mug\n"), model, tmp_path, petra)
    ordered = {shot.colorway.sku: (shot.contract.prompt, shot.contract.aspect) for shot in shot_set.shots.all()}
    assert ordered == {"mug-01": ("One mug, soft light", "1:1"), "mug-02": ("One mug", "4:5")}


def test_words_in_braces_stay_words(model, petra, tmp_path):
    shot_set = launch('sku,prompt,aspect_ratio\na,"One {{product}}",1:1\n', model, tmp_path, petra)
    assert shot_set.shots.get().contract.prompt == "One {{product}}"


def test_a_sku_of_the_catalogue_is_ordered_for_its_own_product(model, petra, tmp_path):
    mug = make_colorway(sku="mug-01")
    make_artwork(mug.product)
    shot_set = launch(GOOD, model, tmp_path, petra)
    assert shot_set.shots.get(colorway=mug).contract.product == "matte ceramic coffee mug"
    others = Colorway.objects.exclude(pk=mug.pk)
    assert [each.sku for each in others] == ["mug-02"]
    assert others.get().product.archived_at


def test_the_prompt_is_frozen_and_its_placements_are_switched_off(model, petra, tmp_path):
    launch(GOOD, model, tmp_path, petra)
    version = PromptVersion.objects.get()
    assert (version.prompt, version.frozen_by, version.template.archived_at is None) == ("{{prompt}}", petra, False)
    made = Placement.objects.exclude(image_models=model)
    assert {one.is_enabled for one in made} == {False}
    assert set(made) == set(version.template.placements.all())


def test_a_second_file_stands_on_the_same_rows(model, petra, tmp_path):
    launch(GOOD, model, tmp_path, petra)
    launch(f"{GOOD}mug-03,One mug,1:1\n", model, tmp_path, petra)
    assert (PromptVersion.objects.count(), Colorway.objects.count(), ShotSet.objects.count()) == (1, 3, 2)


def test_a_resolution_has_a_version_and_a_price_of_its_own(model, petra, tmp_path):
    ImageModel.objects.update(resolution_prices={"4K": 9_000})
    model.refresh_from_db()
    fine = prepare(GOOD, model, tmp_path, petra, resolution="4K")
    assert fine.plan.quote.total_micros == 18_000
    assert fine.token != prepare(GOOD, model, tmp_path, petra).token


@pytest.mark.django_db(transaction=True)
def test_a_file_has_the_ending_of_its_bytes_and_exactly_them(model, petra, tmp_path, fake):
    fake.picture = packshot(size=(256, 256))
    shot_set = launch(GOOD, model, tmp_path, petra)
    work()
    status, path = reported(shot_set, tmp_path)["mug-01"]
    assert (status, path) == ("ok", str(tmp_path / "mug-01.png"))
    assert (tmp_path / "mug-01.png").read_bytes() == fake.picture


def test_an_unfinished_row_is_not_reported_yet(model, petra, tmp_path):
    assert reported(launch(GOOD, model, tmp_path, petra), tmp_path) == {}


@pytest.mark.django_db(transaction=True)
def test_a_doubt_that_waits_for_a_person_ends_the_row_as_in_doubt(model, petra, tmp_path, fake):
    fake.answer = Unclear("The answer was lost.")
    shot_set = launch(GOOD, model, tmp_path, petra)
    work()
    assert reported(shot_set, tmp_path) == {}
    Render.objects.update(due_at=None)
    ends = reported(shot_set, tmp_path).values()
    assert {status for status, _ in ends} == {"in doubt"}
    assert all(text.startswith("The answer was lost. Nobody knows") for _, text in ends)


def test_a_budget_is_a_wall_for_the_whole_file(model, csv):
    make_budget(cap_micros=15_000)
    _, wrong = run(csv())
    assert wrong
    assert not Render.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_who_may_not_launch_cannot_order_here_either(model, csv, ruth):
    assert "ruth may not launch. Marketers may." in run(csv(), "--by", "ruth")[1]


def test_a_model_that_is_off_says_why(csv, db):
    make_image_model(slug="quick", is_enabled=False, off_reason="Nobody knows its input.")
    assert "is switched off. Nobody knows its input." in run(csv())[1]


@pytest.mark.django_db(transaction=True)
def test_running_it_again_stays_with_the_model_that_it_ordered_from(model, csv, fake):
    other = {"slug": "elsewhere", "name": "Elsewhere", "provider": "fake", "endpoint": "quick"}
    make_image_model(**other, price_micros=5_000)
    path = csv()
    run(path)
    ImageModel.objects.filter(pk=model.pk).update(is_enabled=False)
    said, wrong = run(path)
    assert ("nothing is bought twice" in said, wrong, len(fake.sent)) == (True, "", 2)
    assert ShotSet.objects.count() == 1


def test_an_unknown_model_is_answered_with_those_there_are(model, csv):
    assert "There is no image model fast. There is quick." in run(csv(), model="fast")[1]


def test_a_marketer_does_not_order_with_a_model_that_no_placement_allows(model, csv, petra):
    model.placements.get(aspect="4:5").image_models.clear()
    wrong = run(csv(), "--by", "petra")[1]
    assert "mug-02: Quick may not be used for any placement of 4:5. Admins decide which models serve them." in wrong
    assert not ShotSet.objects.exists()
