"""Figures of the work for Prometheus, read from the rows at each scrape: every process gives the same."""

from collections import Counter
from collections.abc import Iterator

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from catalog.models import ImageModel
from config.background.database_clock import database_now
from renders.models import Attempt, Tally, WebhookEndpoint
from renders.models.renders import FINAL, State
from renders.models.tally_triggers import LIVE, WAITING
from renders.views.monitoring import backlog
from renders.views.monitoring.health import may_read_figures

MICROS = 1_000_000


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """In the format that the monitor asks for; for our own machines, others get 404."""
    if not may_read_figures(request):
        raise Http404
    encoded, content_type = choose_encoder(request.headers.get("Accept", ""))
    return HttpResponse(encoded(REGISTRY), content_type=content_type)


class FiguresOfRows(Collector):
    """One read of each figure; every query reads an index or a summary, never the history."""

    def collect(self) -> Iterator[Metric]:
        yield from work()
        yield from steps_due()
        yield from accounts()
        yield from renders_of_models()


def work() -> Iterator[Metric]:
    """How much there is of what, now."""
    counts = Tally.objects.counts()
    by_state = backlog.renders_by_state(counts)
    renders = GaugeMetricFamily("packshot_renders", "Renders in each state.", labels=["state"])
    for state, count in by_state.items():
        renders.add_metric([state], count)
    yield renders
    yield gauge("packshot_in_doubt_open", "Orders that may have arrived or not.", by_state[State.IN_DOUBT])
    yield gauge("packshot_reviews_waiting", "Submitted pictures that nobody decided on.", counts[WAITING])
    yield gauge("packshot_publications_live", "Pictures that are live.", counts[LIVE])
    yield gauge("packshot_callbacks_ignored", "Callbacks of unknown tasks.", Attempt.objects.ignored_callbacks())
    stopped = WebhookEndpoint.objects.stopped().count()
    yield gauge("packshot_webhooks_stopped", "Webhook endpoints that were paused because they failed.", stopped)


def steps_due() -> Iterator[Metric]:
    """What waits for a worker. A message in the queue only wakes one: what is due stands in the rows."""
    labels = ["kind", "work"]
    number = GaugeMetricFamily("packshot_due", "Rows whose next step is due.", labels=labels)
    seconds = GaugeMetricFamily("packshot_due_oldest_seconds", "Since when the oldest is due.", labels=labels)
    for rows in backlog.due_rows(database_now()):
        number.add_metric([rows.kind, rows.work], rows.number)
        seconds.add_metric([rows.kind, rows.work], round(rows.seconds, 3))
    yield from (number, seconds)
    if (messages := backlog.messages_waiting()) is not None:
        yield gauge("packshot_queue_messages", "Messages in the queue.", messages)


def accounts() -> Iterator[Metric]:
    """How full each account is."""
    labels = ["provider", "account"]
    in_flight = GaugeMetricFamily("packshot_account_in_flight", "Tasks at the provider.", labels=labels)
    cap = GaugeMetricFamily("packshot_account_cap", "How many tasks may be there at once.", labels=labels)
    paused = GaugeMetricFamily("packshot_account_paused", "1 where it takes no orders for a reason.", labels=labels)
    for account in backlog.accounts_at_work():
        named = [account.provider, account.name]
        in_flight.add_metric(named, vars(account)["in_flight"])
        cap.add_metric(named, account.cap_in_flight)
        paused.add_metric(named, bool(account.paused_reason))
    yield from (in_flight, cap, paused)


def renders_of_models() -> Iterator[Metric]:
    """How renders ended and what they cost, of all time."""
    ended = CounterMetricFamily("packshot_renders_ended", "Renders that ended.", labels=["image_model", "state"])
    charged = CounterMetricFamily("packshot_charged_dollars", "What providers charged.", labels=["image_model"])
    numbers: Counter[tuple[int, str]] = Counter()
    micros: Counter[int] = Counter()
    for total in Tally.objects.totals(["image_model"]):
        [model] = total.key
        if total.measure in FINAL:
            numbers[model, total.measure] += total.number
            micros[model] += total.micros
    slugs = dict(ImageModel.objects.values_list("pk", "slug"))
    for (model, state), number in sorted(numbers.items()):
        ended.add_metric([slugs[model], state], number)
    for model, amount in sorted(micros.items()):
        charged.add_metric([slugs[model]], amount / MICROS)
    yield from (ended, charged)


def gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    """A figure without labels."""
    return GaugeMetricFamily(name, meaning, value=value)


REGISTRY = CollectorRegistry()
REGISTRY.register(FiguresOfRows())
