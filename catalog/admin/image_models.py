"""Image models: what a vendor's endpoint accepts and costs."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from catalog.admin.base import CampaignLockableAdmin
from catalog.admin.money import DollarsField
from catalog.models import ImageModel, SchemaNotice
from catalog.models.campaign_locks import LockedByCampaign
from catalog.models.placements import RATIO
from catalog.money import dollars


class AspectsField(forms.CharField):
    """Ratios typed as "1:1, 4:3"; the cleaned value is a list."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """Each ratio once, in the order typed; ValidationError for anything else."""
        aspects = list(dict.fromkeys(super().clean(value).replace(",", " ").split()))
        for aspect in aspects:
            RATIO(aspect)
        return aspects

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class ImageModelForm(forms.ModelForm):
    """One endpoint. A new price counts for new orders; what was ordered keeps its price."""

    aspects = AspectsField(
        label=gettext_lazy("Ratios"), help_text=gettext_lazy("Ratios it draws, for example 1:1, 4:3, 16:9")
    )
    price_micros = DollarsField(
        label=gettext_lazy("Price"), help_text=gettext_lazy("US dollars a picture, for example 0.025")
    )

    class Meta:
        model = ImageModel
        fields = [
            "name",
            "slug",
            "provider",
            "endpoint",
            "is_enabled",
            "off_reason",
            "aspects",
            "size_names",
            "price_micros",
            "resolution_prices",
            "cap_in_flight",
            "samples_per_request",
            "typical_seconds",
            "deadline_seconds",
            "input_schema",
            "abilities",
            "reference_pictures",
            "docs_url",
        ]

    def clean_docs_url(self) -> str:
        """Only an address that a browser opens safely, without a password in it."""
        address = self.cleaned_data["docs_url"]
        if address and (not address.startswith("https://") or "@" in address):
            raise ValidationError(_("Enter an address that starts with https:// and names no user."))
        return address


@admin.register(ImageModel)
class ImageModelAdmin(CampaignLockableAdmin):
    """The list of endpoints with their price and abilities."""

    form = ImageModelForm
    change_form_template = "admin/catalog/imagemodel/change_form.html"
    list_display = ["name", "provider", "endpoint", "price", "able_to", "typical_seconds", "is_enabled", "is_confirmed"]
    list_filter = ["provider", "is_enabled"]
    search_fields = ["name", "endpoint"]
    prepopulated_fields = {"slug": ["name"]}

    def get_urls(self) -> list[URLPattern]:
        """With the answer to a notice that the vendor lists other values."""
        answer = self.admin_site.admin_view(require_POST(self.answer_notice))
        return [path("schema/<int:pk>/", answer, name="catalog_imagemodel_schema"), *super().get_urls()]

    def answer_notice(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Accept what the vendor lists as the row's own values, or dismiss it."""
        notice = get_object_or_404(SchemaNotice.objects.select_related("image_model"), pk=pk)
        if not self.has_change_permission(request, notice.image_model):
            raise PermissionDenied
        is_accepted = request.POST.get("answer") == "accept"
        try:
            is_first = notice.answer(is_accepted=is_accepted, by=cast(User, request.user))
        except LockedByCampaign as refusal:
            messages.error(request, _("%(refusal)s Nothing was changed.") % {"refusal": refusal})
            return redirect("admin:catalog_imagemodel_change", notice.image_model_id)
        if not is_first:
            messages.warning(request, _("This notice was answered already. Nothing was changed."))
        elif is_accepted:
            self.log_change(
                request, notice.image_model, _("Accepted the vendor's values of %(field)s") % {"field": notice.field}
            )
            messages.success(
                request,
                _("%(notice)s is as the vendor lists it. Name the ratio of every new size below.") % {"notice": notice},
            )
        else:
            messages.success(request, _("Dismissed. %(notice)s stays as it is.") % {"notice": notice})
        return redirect("admin:catalog_imagemodel_change", notice.image_model_id)

    def change_form_context(self, obj: Any) -> dict[str, Any]:
        """With what the vendor lists otherwise."""
        notices = SchemaNotice.objects.open().filter(image_model=obj) if obj else []
        return {**super().change_form_context(obj), "schema_notices": notices}

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImageModel]:
        notices = SchemaNotice.objects.filter(image_model=OuterRef("pk"), answered_at=None)
        return super().get_queryset(request).annotate(has_notice=Exists(notices))

    @admin.display(description=gettext_lazy("vendor agrees"), boolean=True)
    def is_confirmed(self, model: Any) -> bool:
        """Whether no notice says that the vendor lists other values."""
        return not model.has_notice

    @admin.display(description=gettext_lazy("price"), ordering="price_micros")
    def price(self, model: ImageModel) -> str:
        """Dollars a picture, and up to how much in another resolution."""
        highest = max([model.price_micros, *model.resolution_prices.values()])
        price = f"${dollars(model.price_micros)}"
        if highest > model.price_micros:
            price = _("%(lowest)s to %(highest)s") % {"lowest": price, "highest": f"${dollars(highest)}"}
        return _("about %(price)s") % {"price": price} if model.can("price_is_estimate") else price

    @admin.display(description=gettext_lazy("abilities"))
    def able_to(self, model: ImageModel) -> str:
        names = [name.replace("_", " ") for name, has in model.abilities.items() if has is True]
        names = [name for name in names if name != "price is estimate"]
        return ", ".join([*names, model.references_text] if model.takes_references else names)
