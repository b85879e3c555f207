"""Which pages the configuration has, in the order and with the names in which people look for them."""

from typing import Any, NamedTuple

from django.apps import apps
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from config.configuration.row_names import translate_names


class ListPage(NamedTuple):
    """One list of rows: its name, what an admin does there, and what one row is called where Django says otherwise."""

    name: str | Promise
    purpose: str | Promise
    row: str | Promise = ""


SECTIONS: dict[str, dict[str, ListPage]] = {
    gettext_noop("Prompts"): {
        "catalog.prompttemplate": ListPage(
            gettext_lazy("Prompt templates"), gettext_lazy("Write prompts and their versions")
        ),
        "catalog.promptversion": ListPage(gettext_lazy("Prompt versions"), gettext_lazy("Find a version by its words")),
    },
    gettext_noop("Pictures"): {
        "catalog.placement": ListPage(
            gettext_lazy("Placements"), gettext_lazy("Say where pictures are used, and which image models draw them")
        ),
        "catalog.shotpack": ListPage(
            gettext_lazy("Shot packs"), gettext_lazy("Say which placements are ordered together")
        ),
        "catalog.imagemodel": ListPage(gettext_lazy("Image models"), gettext_lazy("Set prices, limits and abilities")),
        "catalog.campaign": ListPage(
            gettext_lazy("Campaigns"), gettext_lazy("Lock versions, placements and image models for a while")
        ),
    },
    gettext_noop("Products"): {
        "catalog.product": ListPage(
            gettext_lazy("Products"), gettext_lazy("Archive products, correct what is known of them")
        ),
        "catalog.colorway": ListPage(
            gettext_lazy("Colorways"), gettext_lazy("Every SKU in one list; import and export it")
        ),
    },
    gettext_noop("Money"): {
        "renders.budget": ListPage(gettext_lazy("Budgets"), gettext_lazy("Set caps; see what is spent and reserved")),
        "renders.ledgerentry": ListPage(gettext_lazy("Ledger"), gettext_lazy("Read every movement of money")),
    },
    gettext_noop("Providers"): {
        "renders.account": ListPage(gettext_lazy("Accounts"), gettext_lazy("Limit and resume the accounts at vendors")),
        "renders.modelpause": ListPage(
            gettext_lazy("Paused image models"), gettext_lazy("Read what an account was refused")
        ),
        "renders.attempt": ListPage(
            gettext_lazy("Requests"), gettext_lazy("Read every request to a vendor and how it ended"), "request"
        ),
    },
    gettext_noop("Inspection"): {
        "renders.ruleset": ListPage(
            gettext_lazy("Rules of inspection"),
            gettext_lazy("Change the limits of checks, for all placements or for one"),
            gettext_lazy("version of the rules"),
        ),
        "renders.channelruleset": ListPage(
            gettext_lazy("Rules of channels"),
            gettext_lazy("Say what shops and feeds ask of a picture"),
            gettext_lazy("set of rules"),
        ),
    },
    gettext_noop("Publishing"): {
        "renders.channel": ListPage(gettext_lazy("Channels"), gettext_lazy("Say where approved pictures go"))
    },
    gettext_noop("People"): {
        "auth.user": ListPage(
            gettext_lazy("People"),
            gettext_lazy("Let people in, put them into groups, shut them out"),
            gettext_lazy("person"),
        )
    },
    gettext_noop("Records"): {
        "renders.event": ListPage(gettext_lazy("Audit log"), gettext_lazy("Read who did what"), gettext_lazy("entry")),
        "renders.shot": ListPage(gettext_lazy("Shots"), gettext_lazy("Read the contract of every shot")),
    },
}
PAGES = {label: page for pages in SECTIONS.values() for label, page in pages.items()}


class ConfigurationSite(AdminSite):
    """Django's admin site, its pages grouped by what they are about instead of by package."""

    site_title = gettext_lazy("Packshot configuration")
    site_header = gettext_lazy("Configuration")
    index_title = gettext_lazy("Configuration")
    enable_nav_sidebar = False

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The sections with the pages that this person may see; the pages of one package when that is asked for."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        rows = {row["model"]._meta.label_lower: row for app in apps for row in app["models"]}
        sections = []
        for name, pages in SECTIONS.items():
            shown = [
                {**rows[label], "name": page.name, "purpose": page.purpose}
                for label, page in pages.items()
                if label in rows
            ]
            if shown:
                sections.append({"name": _(name), "models": shown})
        return sections


class ConfigurationApp(AdminConfig):
    """Django's admin with our site."""

    default_site = "config.configuration.site.ConfigurationSite"

    def ready(self) -> None:
        # First: forms that are imported with the pages read the names.
        translate_names(model for model in apps.get_models() if model.__module__.startswith(("catalog.", "renders.")))
        super().ready()
