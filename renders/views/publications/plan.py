"""The plan of what goes out: each picture beside what it replaces, and the gallery as the channel shows it now."""

from http import HTTPStatus

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from catalog.models import Product
from config.permissions import PUBLISH, needs
from renders import channels
from renders.channels.galleries import Gallery
from renders.forms.publishing.plan import PlanForm, PublishForm
from renders.models import Channel, Listing, Publication
from renders.pipeline.publishing import requests
from renders.pipeline.publishing.arrangements import target_of
from renders.pipeline.publishing.deliveries import NotApproved
from renders.pipeline.publishing.fits import DoesNotFit
from renders.pipeline.publishing.publish import connect
from renders.pipeline.tasks import enqueue_on_commit
from renders.schedule import Enqueue
from renders.views.access import PersonRequest
from renders.views.publications.list import publishing_page


@require_safe
@needs(PUBLISH)
def plan(request: PersonRequest) -> HttpResponse:
    choice = PublishForm(request.GET)
    if not choice.is_valid():
        return publishing_page(request, choice, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return plan_page(request, plan_form(choice))


@require_POST
@needs(PUBLISH)
def create(request: PersonRequest) -> HttpResponse:
    """Send the pictures of the plan out, all of them or none."""
    choice = PublishForm(request.POST)
    if not choice.is_valid():
        return publishing_page(request, choice, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    form = plan_form(choice, request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                planned = requests.release(form.wishes, channel=form.channel, by=request.user)
                enqueue_on_commit(Enqueue("publish", tuple(one.pk for one in planned)))
        except (NotApproved, DoesNotFit, requests.NotShown) as refusal:
            form.add_error(None, str(refusal))
        else:
            say_what_stays(request, form)
            latest = max(planned, key=lambda one: one.release_id or 0)
            return redirect("publications.release", latest.release_id) if latest.release_id else redirect(latest)
    return plan_page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def say_what_stays(request: PersonRequest, form: PlanForm) -> None:
    """Nothing is sent for exactly what is live, so its text stays too."""
    count = sum(one.pk in form.live and form.live[one.pk].decision_id == one.pk for one in form.decisions)
    text = ngettext(
        "%(count)s picture was live already. It was not sent again, and its alternative text stays as it was: its own "
        "page changes that.",
        "%(count)s pictures were live already. They were not sent again, and their alternative texts stay: their own "
        "pages change these.",
        count,
    )
    if count:
        messages.info(request, text % {"count": count})


def plan_form(choice: PublishForm, data: QueryDict | None = None) -> PlanForm:
    chosen = choice.cleaned_data
    return PlanForm(data, decisions=chosen["decisions"], channel=chosen["channel"])


def plan_page(request: PersonRequest, form: PlanForm, *, status: int = HTTPStatus.OK) -> HttpResponse:
    title = _("Plan for %(channel)s") % {"channel": form.channel}
    context = {
        "title": f"{_('Error:')} {title}" if form.errors else title,
        "form": form,
        "products": form.products,
        "channel": form.channel,
        "count": len(form.decisions),
    }
    return TemplateResponse(request, "renders/publications/plan.html", context, status=status)


@require_safe
@needs(PUBLISH)
def gallery(request: PersonRequest, channel: int, product: int) -> HttpResponse:
    """The gallery of one product, read from the channel now. Nothing is written there."""
    row, asked = get_object_or_404(Channel, pk=channel), get_object_or_404(Product, pk=product)
    known = Listing.objects.filter(channel=row, product=asked).first()
    listing = known or Listing(channel=row, product=asked)
    shown: Gallery | None = None
    fault = ""
    try:
        shown = connect(row).read(target_of(listing))
    except channels.ChannelError as error:
        fault = str(error)
    ours = {one.reference: one for one in Publication.objects.live().filter(listing=known)} if known else {}
    context = {
        "gallery": shown,
        "pictures": [(one, ours.get(one.reference)) for one in shown.pictures] if shown else [],
        "fault": fault,
        "channel": row,
        "product": asked,
    }
    return TemplateResponse(request, f"renders/publications/{'_' if request.htmx else ''}gallery.html", context)
