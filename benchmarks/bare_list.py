"""What pages are measured against: fifty renders as a plain Django list, behind the site's own middleware.

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
    """The latest fifty renders before `?before=`."""
    before = int(request.GET.get("before", 2**62))
    latest = Render.objects.filter(pk__lt=before).order_by("-pk")
    renders = list(latest[:ROWS])
    return HttpResponse(compiled().render({"renders": renders, "last": renders[-1]}, request))


@cache
def compiled() -> Any:
    return engines["django"].from_string(TEMPLATE)


urlpatterns = [path(ADDRESS.strip("/") + "/", bare_list), *addresses_of_the_site]
