"""Addresses of orders, pictures and verdicts."""

from django.urls import path, re_path

from renders.views import publications
from renders.views.api import docs as api_docs
from renders.views.banners import detail as banners_detail
from renders.views.banners import drawn as banners_drawn
from renders.views.banners import list as banners_list
from renders.views.banners import new as banners_new
from renders.views.banners import picture as banners_picture
from renders.views.banners import waiting as banners_waiting
from renders.views.campaigns import detail as campaigns_detail
from renders.views.campaigns import list as campaigns_list
from renders.views.cuttings import detail as cuttings_detail
from renders.views.cuttings import picture as cuttings_picture
from renders.views.duels import detail as duels_detail
from renders.views.duels import new as duels_new
from renders.views.duels import picture as duels_picture
from renders.views.guests import candidate as guests_candidate
from renders.views.guests import file as guests_file
from renders.views.guests import links as guests_links
from renders.views.guests import pictures as guests_pictures
from renders.views.image_models import scoreboard as image_models_scoreboard
from renders.views.image_models import try_out as image_models_try_out
from renders.views.imports import detail as imports_detail
from renders.views.imports import new as imports_new
from renders.views.monitoring import health as monitoring_health
from renders.views.monitoring import metrics as monitoring_metrics
from renders.views.operations import activity as operations_activity
from renders.views.operations import budget as operations_budget
from renders.views.operations import callbacks as operations_callbacks
from renders.views.operations import contracts as operations_contracts
from renders.views.operations import doubts as operations_doubts
from renders.views.operations import insights as operations_insights
from renders.views.operations import references as operations_references
from renders.views.operations import server_hours as operations_server_hours
from renders.views.operations import status as operations_status
from renders.views.people import help as people_help
from renders.views.people import home as people_home
from renders.views.people import me as people_me
from renders.views.people import notifications as people_notifications
from renders.views.people import sessions as people_sessions
from renders.views.production import detail as production_detail
from renders.views.production import list as production_list
from renders.views.production import new as production_new
from renders.views.production import rows as production_rows
from renders.views.products import coverage as products_coverage
from renders.views.products import coverage_views as products_coverage_views
from renders.views.products import detail as products_detail
from renders.views.products import family as products_family
from renders.views.products import gallery as products_gallery
from renders.views.products import label as products_label
from renders.views.products import picture as products_picture
from renders.views.retention import runs as retention_runs
from renders.views.reviews import bulk as reviews_bulk
from renders.views.reviews import comments as reviews_comments
from renders.views.reviews import decisions as reviews_decisions
from renders.views.reviews import detail as reviews_detail
from renders.views.reviews import hit_rates as reviews_hit_rates
from renders.views.reviews import list as reviews_list
from renders.views.reviews import overrides as reviews_overrides
from renders.views.reviews import urgency as reviews_urgency
from renders.views.sets import again as sets_again
from renders.views.sets import compose as sets_compose
from renders.views.sets import detail as sets_detail
from renders.views.sets import drafts as sets_drafts
from renders.views.sets import finish as sets_finish
from renders.views.sets import list as sets_list
from renders.views.shots import candidate as shots_candidate
from renders.views.shots import cells as shots_cells
from renders.views.shots import claims as shots_claims
from renders.views.shots import compare as shots_compare
from renders.views.shots import detail as shots_detail
from renders.views.shots import finish as shots_finish
from renders.views.shots import renditions as shots_renditions
from renders.views.shots import rework as shots_rework
from renders.views.templates import picture as templates_picture
from renders.views.tokens import list as tokens_list
from renders.views.tokens import new as tokens_new
from renders.views.versions import current as versions_current
from renders.views.versions import detail as versions_detail
from renders.views.versions import diff as versions_diff
from renders.views.versions import exempt as versions_exempt
from renders.views.versions import freeze as versions_freeze
from renders.views.versions import lab as versions_lab
from renders.views.versions import lab_candidate as versions_lab_candidate
from renders.views.versions import proposals as versions_proposals
from renders.views.versions import scoreboard as versions_scoreboard
from renders.views.webhooks import detail as webhooks_detail
from renders.views.webhooks import edit as webhooks_edit
from renders.views.webhooks import list as webhooks_list
from renders.views.webhooks import new as webhooks_new
from renders.views.webhooks import secret as webhooks_secret

urlpatterns = [
    path("sets/", sets_list.list, name="sets.list"),
    path("sets/new/", sets_compose.compose, name="sets.compose"),
    path("sets/new/preview/", sets_compose.preview, name="sets.compose.preview"),
    path("sets/drafts/", sets_drafts.drafts, name="sets.drafts"),
    path("sets/drafts/<int:pk>/delete/", sets_drafts.delete, name="sets.drafts.delete"),
    path("production/", production_list.list, name="production.list"),
    path("production/new/", production_new.new, name="production.new"),
    path("production/<int:pk>/", production_detail.detail, name="production.detail"),
    path("production/<int:pk>/rows/", production_rows.rows, name="production.rows"),
    path("production/<int:pk>/rows/table/", production_rows.table, name="production.rows.table"),
    path("production/<int:pk>/launch/", production_detail.launch, name="production.detail.launch"),
    path("production/<int:pk>/discard/", production_detail.discard, name="production.detail.discard"),
    path("sets/<slug:code>/", sets_detail.detail, name="sets.detail"),
    path("sets/<slug:code>/changes/", sets_detail.changes, name="sets.detail.changes"),
    path("sets/<slug:code>/again/", sets_again.again, name="sets.again"),
    path("sets/<slug:code>/finish/", sets_finish.finish, name="sets.finish"),
    path("sets/<slug:code>/title/", sets_detail.rename, name="sets.detail.rename"),
    path("sets/<slug:code>/pause/", sets_detail.pause, name="sets.detail.pause"),
    path("sets/<slug:code>/resume/", sets_detail.resume, name="sets.detail.resume"),
    path("sets/<slug:code>/stop/", sets_detail.stop, name="sets.detail.stop"),
    path("sets/<slug:code>/guests/", guests_links.links, name="guests.links"),
    path("guests/<int:pk>/end/", guests_links.end, name="guests.links.end"),
    path("guests/<int:pk>/erase/", guests_links.erase, name="guests.links.erase"),
    path("guest/<str:token>/", guests_pictures.pictures, name="guests.pictures"),
    path("guest/<str:token>/<int:render_id>/", guests_candidate.candidate, name="guests.candidate"),
    path("guest/<str:token>/<int:render_id>/judge/", guests_candidate.judge, name="guests.candidate.judge"),
    path("guest/<str:token>/<int:render_id>/comment/", guests_candidate.comment, name="guests.candidate.comment"),
    path("guest/<str:token>/<int:render_id>/<slug:spec>/", guests_file.file, name="guests.file"),
    path("shots/<slug:code>/", shots_detail.detail, name="shots.detail"),
    path("shots/<slug:code>/changes/", shots_detail.changes, name="shots.detail.changes"),
    path("shots/<slug:code>/submit/", shots_detail.submit, name="shots.detail.submit"),
    path("shots/<slug:code>/compare/", shots_compare.compare, name="shots.compare"),
    path("shots/<slug:code>/c/<int:number>/", shots_candidate.candidate, name="shots.candidate"),
    path("shots/<slug:code>/c/<int:number>/finish/", shots_finish.finish, name="shots.finish"),
    path("shots/<slug:code>/c/<int:number>/rework/", shots_rework.rework, name="shots.rework"),
    path("shots/<slug:code>/c/<int:number>/more/", shots_rework.more, name="shots.rework.more"),
    path("shots/<slug:code>/c/<int:number>/cells/", shots_cells.cells, name="shots.cells"),
    path("shots/<slug:code>/c/<int:number>/mark/", shots_candidate.mark, name="shots.candidate.mark"),
    path("shots/<slug:code>/c/<int:number>/again/", shots_candidate.retry, name="shots.candidate.retry"),
    path("shots/<slug:code>/c/<int:number>/fetch/", shots_candidate.fetch_again, name="shots.candidate.fetch_again"),
    path("shots/<slug:code>/c/<int:number>/baseline/", shots_candidate.baseline, name="shots.candidate.baseline"),
    path("shots/<slug:code>/c/<int:number>/download/", shots_renditions.download, name="shots.renditions.download"),
    path("renditions/<int:render_id>/<slug:spec>/", shots_renditions.renditions, name="shots.renditions"),
    path("", people_home.home, name="people.home"),
    path("products/import/", imports_new.new, name="imports.new"),
    path("products/import/<int:pk>/", imports_detail.detail, name="imports.detail"),
    path("products/import/<int:pk>/format/", imports_detail.format, name="imports.detail.format"),
    path("products/import/<int:pk>/columns/", imports_detail.columns, name="imports.detail.columns"),
    path("products/import/<int:pk>/confirm/", imports_detail.confirm, name="imports.detail.confirm"),
    path("products/import/<int:pk>/back/", imports_detail.back, name="imports.detail.back"),
    path("products/import/<int:pk>/drop/", imports_detail.drop, name="imports.detail.drop"),
    path("products/import/<int:pk>/undo/", imports_detail.undo, name="imports.detail.undo"),
    path("products/import/<int:pk>/errors/", imports_detail.faults, name="imports.detail.faults"),
    path("products/coverage/", products_coverage.coverage, name="products.coverage"),
    path("products/coverage/fill/", products_coverage.fill, name="products.coverage.fill"),
    path("products/coverage/views/", products_coverage_views.coverage_views, name="products.coverage_views"),
    path(
        "products/coverage/views/<int:pk>/rename/",
        products_coverage_views.rename,
        name="products.coverage_views.rename",
    ),
    path(
        "products/coverage/views/<int:pk>/delete/",
        products_coverage_views.delete,
        name="products.coverage_views.delete",
    ),
    path("products/<int:pk>/", products_detail.detail, name="products.detail"),
    path("products/<int:pk>/family/", products_family.family, name="products.family"),
    path("products/<int:pk>/gallery/", products_gallery.gallery, name="products.gallery"),
    path("products/<int:pk>/picture/", products_picture.picture, name="products.picture"),
    path("templates/<slug:slug>/picture/", templates_picture.picture, name="templates.picture"),
    path("products/<int:pk>/label/<slug:view>/", products_label.label, name="products.label"),
    path("products/<int:pk>/cutouts/", products_detail.cutouts, name="products.detail.cutouts"),
    path("cuttings/<int:pk>/", cuttings_detail.detail, name="cuttings.detail"),
    path("cuttings/<int:pk>/accept/", cuttings_detail.accept, name="cuttings.detail.accept"),
    path("cuttings/<int:pk>/decline/", cuttings_detail.decline, name="cuttings.detail.decline"),
    path("cuttings/<int:pk>/again/", cuttings_detail.redo, name="cuttings.detail.redo"),
    re_path(
        r"^cuttings/(?P<pk>\d{1,18})/(?P<which>(?:photo|cutout)(?:-small)?)/$",
        cuttings_picture.picture,
        name="cuttings.picture",
    ),
    path("claims/", shots_claims.claims, name="shots.claims"),
    path("claims/table/", shots_claims.table, name="shots.claims.table"),
    path("claims/<int:pk>/withdraw/", shots_claims.withdraw, name="shots.claims.withdraw"),
    path("shots/<slug:code>/c/<int:number>/claim/", shots_claims.make, name="shots.claims.make"),
    path("review/", reviews_list.list, name="reviews.list"),
    path("review/checks/", reviews_hit_rates.hit_rates, name="reviews.hit_rates"),
    path("review/checks/adopt/", reviews_hit_rates.adopt, name="reviews.hit_rates.adopt"),
    path("review/bulk/", reviews_bulk.bulk, name="reviews.bulk"),
    path("review/next/", reviews_decisions.following, name="reviews.decisions.following"),
    path("review/<int:pk>/", reviews_detail.detail, name="reviews.detail"),
    path("review/<int:pk>/decisions/", reviews_decisions.decisions, name="reviews.decisions"),
    path("review/<int:pk>/urgency/", reviews_urgency.urgency, name="reviews.urgency"),
    path("review/<int:pk>/stay/", reviews_detail.stay, name="reviews.detail.stay"),
    path("review/<int:pk>/withdraw/", reviews_detail.withdraw, name="reviews.detail.withdraw"),
    path("review/<int:pk>/comments/", reviews_comments.comments, name="reviews.comments"),
    path("review/comments/<int:pk>/reply/", reviews_comments.reply, name="reviews.comments.reply"),
    path("review/comments/<int:pk>/resolve/", reviews_comments.resolve, name="reviews.comments.resolve"),
    path("review/comments/<int:pk>/reopen/", reviews_comments.reopen, name="reviews.comments.reopen"),
    path("review/comments/<int:pk>/read/", reviews_comments.read, name="reviews.comments.read"),
    path("review/decisions/<int:pk>/override/", reviews_overrides.create, name="reviews.overrides.create"),
    path("review/decisions/<int:pk>/undo/", reviews_decisions.undo, name="reviews.decisions.undo"),
    path("publish/", publications.list.list_page, name="publications.list"),
    path("publish/plan/", publications.plan.plan, name="publications.plan"),
    path("publish/plan/send/", publications.plan.create, name="publications.plan.create"),
    path("publish/plan/<int:channel>/<int:product>/", publications.plan.gallery, name="publications.plan.gallery"),
    path("publish/channels/", publications.channels.channels, name="publications.channels"),
    path("publish/channels/<slug:slug>/test/", publications.channels.test, name="publications.channels.test"),
    path("publish/live/", publications.live.live, name="publications.live"),
    path("publish/live/table/", publications.live.table, name="publications.live.table"),
    path("publish/withdraw/", publications.withdraw.withdraw, name="publications.withdraw"),
    path("publish/withdraw/send/", publications.withdraw.create, name="publications.withdraw.create"),
    path("publish/releases/<int:pk>/", publications.release.release, name="publications.release"),
    path("publish/releases/<int:pk>/retry/", publications.release.retry, name="publications.release.retry"),
    path("publish/releases/<int:pk>/table/", publications.release.table, name="publications.release.table"),
    path("publish/releases/<int:pk>/archive/", publications.release.archive, name="publications.release.archive"),
    path("publish/<int:pk>/", publications.detail.detail, name="publications.detail"),
    path("publish/<int:pk>/describe/", publications.detail.describe, name="publications.detail.describe"),
    path("publish/<int:pk>/retry/", publications.detail.retry, name="publications.detail.retry"),
    path("pictures/<path:path>", publications.picture.picture, name="publications.picture"),
    path("templates/<slug:slug>/diff/", versions_diff.diff, name="versions.diff"),
    path("templates/<slug:slug>/scoreboard/", versions_scoreboard.scoreboard, name="versions.scoreboard"),
    path("templates/<slug:slug>/v/<int:number>/apply/", versions_scoreboard.apply, name="versions.scoreboard.apply"),
    path("templates/<slug:slug>/v/<int:number>/", versions_detail.detail, name="versions.detail"),
    path("templates/<slug:slug>/v/<int:number>/lab/", versions_lab.lab, name="versions.lab"),
    path("templates/<slug:slug>/v/<int:number>/lab/changes/", versions_lab.changes, name="versions.lab.changes"),
    path("templates/<slug:slug>/v/<int:number>/lab/baseline/", versions_lab.baseline, name="versions.lab.baseline"),
    path(
        "templates/<slug:slug>/v/<int:number>/lab/<slug:code>/<int:candidate>/",
        versions_lab_candidate.lab_candidate,
        name="versions.lab_candidate",
    ),
    path("templates/<slug:slug>/v/<int:number>/freeze/", versions_freeze.freeze, name="versions.freeze"),
    path("templates/<slug:slug>/v/<int:number>/current/", versions_current.current, name="versions.current"),
    path("templates/<slug:slug>/v/<int:number>/exempt/", versions_exempt.exempt, name="versions.exempt"),
    path("templates/<slug:slug>/v/<int:number>/propose/", versions_proposals.create, name="versions.proposals.create"),
    path("proposals/<int:pk>/decline/", versions_proposals.decline, name="versions.proposals.decline"),
    path("templates/<slug:slug>/v/<int:number>/duel/", duels_new.new, name="duels.new"),
    path("duels/<slug:code>/", duels_detail.detail, name="duels.detail"),
    path("duels/<slug:code>/votes/", duels_detail.vote, name="duels.detail.vote"),
    path("duels/<slug:code>/close/", duels_detail.close, name="duels.detail.close"),
    path("duels/<slug:code>/<int:number>/<str:side>/", duels_picture.picture, name="duels.picture"),
    path("models/", image_models_scoreboard.scoreboard, name="image_models.scoreboard"),
    path("models/<slug:slug>/try/", image_models_try_out.try_out, name="image_models.try_out"),
    path("banners/", banners_list.list, name="banners.list"),
    path("banners/new/", banners_new.new, name="banners.new"),
    path("banners/<int:pk>/", banners_detail.detail, name="banners.detail"),
    path("banners/<int:pk>/preview/", banners_detail.preview, name="banners.detail.preview"),
    path("banners/<int:pk>/freeze/", banners_detail.freeze, name="banners.detail.freeze"),
    path("banners/<int:pk>/approve/", banners_detail.approve, name="banners.detail.approve"),
    path("banners/<int:pk>/decline/", banners_detail.decline, name="banners.detail.decline"),
    path("banners/<int:pk>/retire/", banners_detail.retire, name="banners.detail.retire"),
    path("banners/<int:pk>/again/", banners_detail.again, name="banners.detail.again"),
    path("banners/<int:pk>/drawn/", banners_drawn.drawn, name="banners.drawn"),
    path("banners/<int:pk>/drawn/allow/", banners_drawn.allow, name="banners.drawn.allow"),
    path("banners/<int:pk>/drawn/withdraw/", banners_drawn.withdraw, name="banners.drawn.withdraw"),
    path("banners/<int:pk>/waiting/", banners_waiting.waiting, name="banners.waiting"),
    path("banners/<int:pk>/waiting/<int:picture>/", banners_waiting.picture, name="banners.waiting.picture"),
    path("banners/<int:pk>/waiting/<int:picture>/approve/", banners_waiting.approve, name="banners.waiting.approve"),
    path("banners/<int:pk>/waiting/<int:picture>/decline/", banners_waiting.decline, name="banners.waiting.decline"),
    path("banners/<int:pk>/<slug:which>/", banners_picture.picture, name="banners.picture"),
    path("campaigns/", campaigns_list.list, name="campaigns.list"),
    path("campaigns/<slug:slug>/", campaigns_detail.detail, name="campaigns.detail"),
    path("campaigns/<slug:slug>/open/", campaigns_detail.open_rest, name="campaigns.detail.open_rest"),
    path("campaigns/<slug:slug>/share/", campaigns_detail.share, name="campaigns.detail.share"),
    path("campaigns/<slug:slug>/end/", campaigns_detail.end, name="campaigns.detail.end"),
    path("activity/", operations_activity.activity, name="operations.activity"),
    path("budget/", operations_budget.budget, name="operations.budget"),
    path("budget/ledger.csv", operations_budget.table, name="operations.budget.table"),
    path("budget/hours/", operations_server_hours.server_hours, name="operations.server_hours"),
    path("insights/", operations_insights.insights, name="operations.insights"),
    path("insights/<slug:code>.csv", operations_insights.table, name="operations.insights.table"),
    path("status/", operations_status.status, name="operations.status"),
    path("status/hold/", operations_status.lift, name="operations.status.lift"),
    path("status/retention/", retention_runs.runs, name="retention.runs"),
    path("status/retention/look/", retention_runs.look, name="retention.runs.look"),
    path("status/retention/start/", retention_runs.start, name="retention.runs.start"),
    path("status/model-pauses/<int:pk>/", operations_status.try_again, name="operations.status.try_again"),
    path("me/", people_me.me, name="people.me"),
    path("me/time-zone/", people_me.time_zone, name="people.me.time_zone"),
    path("me/sessions/", people_sessions.end, name="people.sessions.end"),
    path("api/", api_docs.docs, name="api.docs"),
    path("tokens/", tokens_list.list_page, name="tokens.list"),
    path("tokens/new/", tokens_new.new, name="tokens.new"),
    path("tokens/<int:pk>/revoke/", tokens_list.revoke, name="tokens.list.revoke"),
    path("webhooks/", webhooks_list.list_page, name="webhooks.list"),
    path("webhooks/new/", webhooks_new.new, name="webhooks.new"),
    path("webhooks/deliveries/<int:pk>/again/", webhooks_detail.send_again, name="webhooks.detail.send_again"),
    path("webhooks/<int:pk>/", webhooks_detail.detail, name="webhooks.detail"),
    path("webhooks/<int:pk>/edit/", webhooks_edit.edit, name="webhooks.edit"),
    path("webhooks/<int:pk>/secret/", webhooks_secret.secret, name="webhooks.secret"),
    path("webhooks/<int:pk>/test/", webhooks_detail.test, name="webhooks.detail.test"),
    path("webhooks/<int:pk>/pause/", webhooks_detail.pause, name="webhooks.detail.pause"),
    path("webhooks/<int:pk>/resume/", webhooks_detail.resume, name="webhooks.detail.resume"),
    path("webhooks/<int:pk>/remove/", webhooks_detail.remove, name="webhooks.detail.remove"),
    path("webhooks/<int:pk>/failed/", webhooks_detail.send_failed, name="webhooks.detail.send_failed"),
    path("me/mail/", people_me.mail, name="people.me.mail"),
    path("notifications/", people_notifications.notifications, name="people.notifications"),
    path("notifications/read/", people_notifications.read, name="people.notifications.read"),
    path("notifications/unread/", people_notifications.unread, name="people.notifications.unread"),
    path("help/", people_help.help, name="people.help"),
    path("doubts/", operations_doubts.doubts, name="operations.doubts"),
    path("doubts/<int:pk>/", operations_doubts.resolve, name="operations.doubts.resolve"),
    path("hooks/<slug:provider>/<str:token>/", operations_callbacks.callbacks, name="operations.callbacks"),
    path("references/<slug:token>.jpg", operations_references.references, name="operations.references"),
    path("contracts/v<int:version>.json", operations_contracts.contracts, name="operations.contracts"),
    path("healthz", monitoring_health.health, name="monitoring.health"),
    path("readyz", monitoring_health.readyz, name="monitoring.health.readyz"),
    path("metrics", monitoring_metrics.metrics, name="monitoring.metrics"),
]
