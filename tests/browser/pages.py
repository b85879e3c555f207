"""Every page and the states worth looking at: what it is called, who looks, where it is, how it answers."""

from dataclasses import dataclass
from typing import Any

from tests.browser.site import Site


@dataclass(frozen=True)
class Page:
    """One page as one person sees it. `path` may name rows of the site in braces."""

    name: str
    who: str
    path: str
    status: int = 200

    def address(self, site: Site) -> str:
        """Its address on this site."""
        return self.path.format(**site.rows)


PAGES = [
    Page("sign-in", "", "/login/"),
    Page("set-up link that is spent", "", "/set-up/MQ/none/", 404),
    Page("password set", "", "/set-up/done/"),
    Page("work of a marketer", "maya", "/"),
    Page("work of a reviewer", "ravi", "/"),
    Page("work without a role", "sam", "/"),
    Page("products", "maya", "/products/"),
    Page("products, none found", "maya", "/products/?q=nothing"),
    Page("coverage", "maya", "/products/coverage/"),
    Page("production plans", "maya", "/production/"),
    Page("production plan", "maya", "/production/{production_plan}/"),
    Page("product", "maya", "/products/{product}/"),
    Page("product with photos", "maya", "/products/{photographed}/"),
    Page("cutout", "maya", "/cuttings/{cutting}/"),
    Page("label of a product", "maya", "/products/{product}/label/front/"),
    Page("new product", "maya", "/products/new/"),
    Page("pictures of many products", "maya", "/products/pictures/"),
    Page("import", "maya", "/products/import/"),
    Page("columns of an import", "maya", "/products/import/{import}/"),
    Page("import that was checked", "maya", "/products/import/{checked_import}/"),
    Page("edit product", "maya", "/products/{product}/edit/"),
    Page("compose", "maya", "/sets/new/?product={product}"),
    Page("sets", "maya", "/sets/"),
    Page("sets, none found", "maya", "/sets/?state=stopped&kind=production"),
    Page("set", "maya", "/sets/{set}/"),
    Page("order a set again", "maya", "/sets/{set}/again/"),
    Page("finish the picks of a set", "maya", "/sets/{set}/finish/"),
    Page("compose from a set", "maya", "/sets/new/?from={set}"),
    Page("grid", "maya", "/shots/{shot}/"),
    Page("grid in trouble", "maya", "/shots/{failed_shot}/"),
    Page("grid of somebody else", "ravi", "/shots/{shot}/"),
    Page("two candidates compared", "maya", "/shots/{shot}/compare/?c=1&c=2"),
    Page("one candidate over another", "maya", "/shots/{shot}/compare/?c=1&c=2&view=over"),
    Page("candidates to compare", "maya", "/shots/{shot}/compare/"),
    Page("viewer", "maya", "/shots/{shot}/c/1/"),
    Page("viewer of a submitted candidate", "maya", "/shots/{submitted_shot}/c/1/"),
    Page("finish a candidate", "maya", "/shots/{shot}/c/1/finish/?whiten=on&fill=85"),
    Page("cut a grid", "maya", "/shots/{shot}/c/1/cells/"),
    Page("viewer of a failed candidate", "maya", "/shots/{failed_shot}/c/1/"),
    Page("claims", "maya", "/claims/"),
    Page("claims, none found", "ana", "/claims/?provider=nobody"),
    Page("guests of a set", "maya", "/sets/{set}/guests/"),
    Page("pictures of a guest", "", "/guest/{guest}/"),
    Page("picture of a guest", "", "/guest/{guest}/{guest_picture}/"),
    Page("reviews", "ravi", "/review/"),
    Page("review", "ravi", "/review/{review}/"),
    Page("review, rejecting in the page", "ravi", "/review/{review}/?verdict=reject"),
    Page("review of one's own", "maya", "/review/{review}/"),
    Page("review that was decided", "ravi", "/review/{decided}/"),
    Page("publish", "maya", "/publish/"),
    Page("publish, seen by a reviewer", "ravi", "/publish/"),
    Page("publication", "maya", "/publish/{publication}/"),
    Page("plan of a publication", "maya", "/publish/plan/?channel={channel}&decisions={unpublished}"),
    Page("release", "maya", "/publish/releases/{release}/"),
    Page("channels", "maya", "/publish/channels/"),
    Page("live pictures", "maya", "/publish/live/"),
    Page("live pictures, none found", "ravi", "/publish/live/?q=nothing"),
    Page("withdrawing", "maya", "/publish/withdraw/?publications={publication}"),
    Page("rolling back", "maya", "/publish/withdraw/?release={release}&back=on"),
    Page("templates", "maya", "/templates/"),
    Page("draft version", "ana", "{draft}"),
    Page("locked version", "maya", "{locked}"),
    Page("frozen version", "maya", "{frozen}"),
    Page("lab", "maya", "{rival}lab/"),
    Page("lab, trying more products", "maya", "{rival}lab/?more=on"),
    Page("lab of a draft", "maya", "{draft}lab/"),
    Page("lab, seen by a reviewer", "ravi", "{locked}lab/"),
    Page("two versions compared", "maya", "/templates/colour-variant/diff/?from=2&to=3"),
    Page("rival version, seen by an admin", "ana", "{rival}"),
    Page("duel, opening", "maya", "{rival}duel/"),
    Page("duel, judging", "ravi", "/duels/{duel}/"),
    Page("duel, seen by an admin", "ana", "/duels/{duel}/"),
    Page("duel that is over", "maya", "/duels/{won}/"),
    Page("make current", "ana", "{rival}current/"),
    Page("make current, refused", "ana", "{draft}current/"),
    Page("work of an admin", "ana", "/"),
    Page("freeze without a baseline", "ana", "{draft}freeze/"),
    Page("freeze", "ana", "{locked}freeze/"),
    Page("frozen already", "ana", "{frozen}freeze/"),
    Page("banners", "maya", "/banners/"),
    Page("new banner", "ana", "/banners/new/"),
    Page("banner that is a draft", "ana", "/banners/{banner}/"),
    Page("banner that waits for approval", "ravi", "/banners/{frozen_banner}/"),
    Page("campaigns", "maya", "/campaigns/"),
    Page("campaign", "ana", "/campaigns/winter-table/"),
    Page("compose in a campaign", "maya", "/sets/new/?product={product}&kind=production&placement={gallery}"),
    Page("scoreboard", "ana", "/templates/colour-variant/scoreboard/"),
    Page("scoreboard of nothing", "maya", "/templates/lifestyle/scoreboard/"),
    Page("image models", "maya", "/models/"),
    Page("what the checks are worth", "ravi", "/review/checks/"),
    Page("activity", "ana", "/activity/?machine=on"),
    Page("budget", "maya", "/budget/"),
    Page("ledger by month", "ana", "/budget/?by=month&zero=on"),
    Page("server hours", "ana", "/budget/hours/"),
    Page("insights", "maya", "/insights/"),
    Page("insights of all time", "ana", "/insights/?period=all"),
    Page("status", "maya", "/status/"),
    Page("in doubt", "ana", "/doubts/"),
    Page("image model, tried", "ana", "/models/lightbox-studio/try/"),
    Page("documentation of the API", "maya", "/api/"),
    Page("tokens", "maya", "/tokens/"),
    Page("new token", "maya", "/tokens/new/"),
    Page("new token, for a service", "ana", "/tokens/new/"),
    Page("settings", "maya", "/me/"),
    Page("help", "maya", "/help/"),
    Page("change password", "maya", "/password/"),
    Page("nothing here", "maya", "/shots/S-9-9/", 404),
    Page("not allowed", "maya", "{locked}freeze/", 403),
    Page("configuration", "ana", "/admin/"),
    Page("configuration, people", "ana", "/admin/auth/user/"),
    Page("configuration, a product", "ana", "/admin/catalog/product/{product}/change/"),
    Page("configuration, a template", "ana", "/admin/catalog/prompttemplate/{template_pk}/change/"),
    Page("configuration, a draft version", "ana", "/admin/catalog/promptversion/{draft_pk}/change/"),
    Page("configuration, a locked version", "ana", "/admin/catalog/promptversion/{locked_pk}/change/"),
    Page("configuration, budgets", "ana", "/admin/renders/budget/"),
    Page("configuration, placements and models", "ana", "/admin/catalog/placement/matrix/"),
    Page("configuration, a placement locked by a campaign", "ana", "/admin/catalog/placement/{gallery}/change/"),
    Page("configuration, a campaign", "ana", "/admin/catalog/campaign/add/"),
    Page("configuration, image models", "ana", "/admin/catalog/imagemodel/"),
]


def name_of(page: Any) -> str:
    """What pytest calls it."""
    return str(page.name).replace(" ", "-")
