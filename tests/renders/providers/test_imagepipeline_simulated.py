"""imagepipeline.io over real HTTP, against its simulator: both dialects and every quirk that was seen or assumed."""

from urllib.parse import urlsplit

import pytest

from renders.outbound import Outbound
from renders.providers import Busy, Denied, FetchFailed, OutputRefused, Refused, TaskStatus, Unclear
from renders.providers.imagepipeline.adapter import DIALECTS, ImagepipelineProvider
from tests.renders.providers.scripted import KEY, order
from tests.simulators.running import simulator

SLUG = "imagepipeline-flux-schnell"
ERRORS = {"401": Denied, "402": Denied, "403": Denied, "429": Busy, "422": Refused, "500": Unclear, "503": Unclear}
SECRET = "ip_0123456789abcdef0123456789abcdef"


def adapter(simulated, dialect="v3", server_id=""):
    """An adapter that speaks to the simulator and fetches from its asset host only."""
    hosts = [urlsplit(simulated.addresses[name]).netloc for name in ("base_url", "asset_url")]
    headers = {DIALECTS[dialect].key_header: SECRET}
    outbound = Outbound(base_url=simulated.base_url, headers=headers, allow=hosts)
    return ImagepipelineProvider(outbound, dialect=dialect, server_id=server_id)


def ordered(provider, **changes):
    return provider.send(provider.draft(order(SLUG, **changes)), KEY)


def ended(simulated, provider, **changes):
    """How an order ended."""
    task_id = ordered(provider, **changes).task_id
    simulated.advance(120)
    return provider.poll([task_id]).progress[task_id]


def fetched(provider, progress):
    return [provider.fetch(output, lambda: order(SLUG)) for output in progress.outputs]


@pytest.mark.parametrize("words", ["upper", "lower"])
@pytest.mark.parametrize("status", [200, 201, 202])
def test_three_samples_of_one_request_are_three_pictures(words, status):
    with simulator("imagepipeline", status_case=words, created_status=status) as simulated:
        provider = adapter(simulated)
        pictures = fetched(provider, ended(simulated, provider, seeds=(1, 2, 3)))
        assert len(set(pictures)) == 3
        assert len(simulated.ledger()["accepted"]) == 1


def test_an_order_may_be_answered_when_it_is_done():
    with simulator("imagepipeline", answers="blocking", mean=0.05) as simulated:
        provider = adapter(simulated)
        receipt = ordered(provider, seeds=(1, 2))
        assert len(fetched(provider, receipt.progress)) == 2


def test_the_successor_draws_one_picture_a_job():
    with simulator("imagepipeline", "successor") as simulated:
        provider = adapter(simulated, "successor")
        assert len(fetched(provider, ended(simulated, provider))) == 1


def test_a_server_is_named_where_one_is_needed():
    with simulator("imagepipeline", needs_server=True) as simulated:
        with pytest.raises(Refused, match="server_id is required"):
            ordered(adapter(simulated))
        assert ordered(adapter(simulated, server_id="server-7")).task_id


@pytest.mark.parametrize("field", ["error", "message", "error_message", "detail", "whole"])
def test_a_failure_says_why_whatever_the_field(field):
    with simulator("imagepipeline", failure_field=field) as simulated:
        simulated.script({"fault": "task_fails", "message": "Out of memory"})
        progress = ended(simulated, adapter(simulated))
        assert progress.status is TaskStatus.FAILED
        assert "Out of memory" in progress.explanation


@pytest.mark.parametrize(("code", "is_retryable"), [("MODEL_ERROR", True), ("INPUT_INVALID", False)])
def test_the_successor_says_what_may_be_ordered_again(code, is_retryable):
    with simulator("imagepipeline", "successor") as simulated:
        simulated.script({"fault": "task_fails", "code": code, "message": "Broke"})
        progress = ended(simulated, adapter(simulated, "successor"))
        assert (progress.reason, progress.is_retryable, progress.was_charged) == (code, is_retryable, False)


@pytest.mark.parametrize("dialect", ["v3", "successor"])
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("401", Denied),
        ("402", Denied),
        ("403", Denied),
        ("429", Busy),
        ("422", Refused),
        ("500", Unclear),
        ("503", Unclear),
    ],
)
def test_every_error_of_an_order_is_understood(dialect, fault, kind):
    with simulator("imagepipeline", dialect) as simulated:
        simulated.script({"fault": fault, "on": "create"})
        with pytest.raises(kind):
            ordered(adapter(simulated, dialect))


@pytest.mark.parametrize("fault", ["reset_after", "broken_json_after", "html_after", "empty_after", "500_after"])
def test_a_lost_answer_is_in_doubt(fault):
    with simulator("imagepipeline") as simulated:
        simulated.script({"fault": fault, "on": "create"})
        with pytest.raises(Unclear):
            ordered(adapter(simulated))
        assert len(simulated.ledger()["accepted"]) == 1


@pytest.mark.parametrize("fault", ["picture_empty", "picture_html", "picture_truncated"])
def test_a_picture_that_is_not_whole_yet_is_asked_for_again(fault):
    with simulator("imagepipeline", renews=False) as simulated:
        simulated.script({"fault": fault, "on": "task"})
        provider = adapter(simulated)
        with pytest.raises(FetchFailed):
            fetched(provider, ended(simulated, provider))


@pytest.mark.parametrize("fault", ["address_private", "address_trap", "address_redirects"])
def test_an_address_that_leads_astray_is_not_followed(fault):
    with simulator("imagepipeline") as simulated:
        simulated.script({"fault": fault, "on": "task"})
        provider = adapter(simulated)
        with pytest.raises(OutputRefused):
            fetched(provider, ended(simulated, provider))


def test_a_word_nobody_knows_means_that_the_work_goes_on():
    with simulator("imagepipeline") as simulated:
        simulated.script({"fault": "task_unknown_status", "for_ever": True})
        assert ended(simulated, adapter(simulated)).status is TaskStatus.RUNNING
