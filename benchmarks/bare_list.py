"""What pages are measured against, behind the site's own middleware: plain Django lists of fifty and of twelve renders,
and an answer without a page.

One session, one person and one query with keyset; the template extends nothing and includes nothing.
"""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from config.urls import urlpatterns as addresses_of_the_site
from renders.models import Render

ROWS = 50
ADDRESS = "/bare/"
CARDS_ADDRESS = "/bare/?rows=12"
POLL_ADDRESS = "/bare/poll/"
TEMPLATE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Renders</title></head>
<body>
<p>{{ request.user.username }}</p>
<ul>
{% for render in renders %}
  <li id="render-{{ render.pk }}" class="card">
    <a href="/renders/{{ render.pk }}/">
      <img src="/renditions/{{ render.pk }}/thumb-320/" width="{{ render.width }}" height="{{ render.height }}"
           alt="Candidate {{ render.number }}" loading="lazy">
      <h3>Shot {{ render.shot_id }}, candidate {{ render.number }}</h3>
    </a>
    <p>{{ render.get_state_display }} since {{ render.state_changed_at|date:"Y-m-d H:i" }}</p>
  </li>
{% endfor %}
</ul>
<p><a href="?after={{ last.pk }}">More</a></p>
</body>
</html>
"""


def bare_list(request: HttpRequest) -> HttpResponse:
    """The latest `?rows=` renders before `?before=`."""
    before = int(request.GET.get("before", 2**62))
    latest = Render.objects.filter(pk__lt=before).order_by("-pk")
    renders = list(latest[: int(request.GET.get("rows", ROWS))])
    return HttpResponse(compiled().render({"renders": renders, "last": renders[-1]}, request))


def bare_poll(request: HttpRequest) -> HttpResponse:
    """Whether there is a render after `?seen=`, for somebody who has signed in; never anything to show."""
    seen = int(request.GET.get("seen", 2**62))
    return HttpResponse(status=204 if request.user and not Render.objects.filter(pk__gt=seen).exists() else 200)


@cache
def compiled() -> Any:
    return engines["django"].from_string(TEMPLATE)


urlpatterns = [
    path(ADDRESS.lstrip("/"), bare_list),
    path(POLL_ADDRESS.lstrip("/"), bare_poll),
    *addresses_of_the_site,
]
