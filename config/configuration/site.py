"""Which pages the configuration has, in the order and with the names in which people look for them."""

from typing import Any, NamedTuple

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest


class ListPage(NamedTuple):
    """One list of rows: its name, what an admin does there, and what one row is called where Django says otherwise."""

    name: str
    purpose: str
    row: str = ""


SECTIONS: dict[str, dict[str, ListPage]] = {
    "Prompts": {
        "catalog.prompttemplate": ListPage("Prompt templates", "Write prompts and their versions"),
        "catalog.promptversion": ListPage("Prompt versions", "Find a version by its words"),
    },
    "Pictures": {
        "catalog.placement": ListPage("Placements", "Say where pictures are used, and which image models draw them"),
        "catalog.imagemodel": ListPage("Image models", "Set prices, limits and abilities"),
        "catalog.campaign": ListPage("Campaigns", "Lock versions, placements and image models for a while"),
    },
    "Products": {
        "catalog.product": ListPage("Products", "Archive products, correct what is known of them"),
        "catalog.colorway": ListPage("Colorways", "Every SKU in one list; import and export it"),
    },
    "Money": {
        "renders.budget": ListPage("Budgets", "Set caps; see what is spent and reserved"),
        "renders.ledgerentry": ListPage("Ledger", "Read every movement of money"),
    },
    "Providers": {
        "renders.account": ListPage("Accounts", "Limit and resume the accounts at vendors"),
        "renders.modelpause": ListPage("Paused image models", "Read what an account was refused"),
        "renders.attempt": ListPage("Requests", "Read every request to a vendor and how it ended", "request"),
    },
    "Publishing": {"renders.channel": ListPage("Channels", "Say where approved pictures go")},
    "People": {"auth.user": ListPage("People", "Let people in, put them into groups, shut them out", "person")},
    "Records": {
        "renders.event": ListPage("Audit log", "Read who did what", "entry"),
        "renders.shot": ListPage("Shots", "Read the contract of every shot"),
    },
}
PAGES = {label: page for pages in SECTIONS.values() for label, page in pages.items()}


class ConfigurationSite(AdminSite):
    """Django's admin site, its pages grouped by what they are about instead of by package."""

    site_title = "Packshot configuration"
    site_header = "Configuration"
    index_title = "Configuration"
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
                sections.append({"name": name, "models": shown})
        return sections


class ConfigurationApp(AdminConfig):
    """Django's admin with our site."""

    default_site = "config.configuration.site.ConfigurationSite"
