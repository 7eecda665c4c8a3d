"""The addresses of the floor of work."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from jobs.api import routes
from jobs.api.unknown import unknown
from jobs.views import (
    blend,
    create,
    defaults,
    deliveries,
    describe,
    files,
    health,
    held,
    job,
    menu,
    pauses,
    pieces,
    prices,
    pulse,
    queue,
    region,
    table,
    uploads,
    upstreams,
    vitals,
    webhook,
)

Routes = list[URLPattern | URLResolver]

create_page: Routes = [
    path("", create.index, name="index"),
    path("more/", create.more, name="more"),
    path("quote/", create.quote, name="quote"),
    path("defaults/", create.defaults, name="defaults"),
    path("history/", create.history, name="history"),
    path("thumb/", held.thumb, name="thumb"),
    path("pulse/", pulse.pulse, name="pulse"),
    path("insert/", menu.insert, name="insert"),
]

preset_pages: Routes = [
    path("", pieces.index, {"kind": pieces.PRESETS}, name="index"),
    path("new/", pieces.new, name="new"),
    path("keep/", pieces.keep, name="keep"),
    path("<int:pk>/", pieces.edit, {"kind": pieces.PRESETS}, name="edit"),
    path("<int:pk>/remove/", pieces.remove, {"kind": pieces.PRESETS}, name="remove"),
    path("<int:pk>/restore/", pieces.restore, {"kind": pieces.PRESETS}, name="restore"),
]

wildcard_pages: Routes = [
    path("", pieces.index, {"kind": pieces.WILDCARDS}, name="index"),
    path("<int:pk>/", pieces.edit, {"kind": pieces.WILDCARDS}, name="edit"),
    path("<int:pk>/remove/", pieces.remove, {"kind": pieces.WILDCARDS}, name="remove"),
    path("<int:pk>/restore/", pieces.restore, {"kind": pieces.WILDCARDS}, name="restore"),
]

table_page: Routes = [
    path("", table.index, name="index"),
    path("sample.csv", table.sample, name="sample"),
]

blend_page: Routes = [path("", blend.index, name="index")]
describe_page: Routes = [path("", describe.index, name="index")]
region_page: Routes = [path("", region.index, name="index")]

job_pages: Routes = [
    path("", job.detail, name="detail"),
    path("act/", job.act, name="act"),
    path("cancel/", job.cancel, name="cancel"),
    path("retry/", job.retry, name="retry"),
    path("speed/", job.speed, name="speed"),
    path("preview/<int:number>/<int:counter>.webp", job.preview, name="preview"),
]

pictures: Routes = [
    re_path(r"^(?P<token>[A-Za-z0-9_-]{43})\.(?P<extension>png|jpg|webp)$", files.original, name="original"),
    re_path(r"^(?P<token>[A-Za-z0-9_-]{43})-(?P<width>1280|640|320)\.webp$", files.thumbnail, name="thumbnail"),
]

upload_addresses: Routes = [
    re_path(r"^(?P<token>[A-Za-z0-9_-]{43})\.(?P<extension>png|jpg|webp)$", files.upload, name="clean"),
    re_path(r"^(?P<token>[A-Za-z0-9_-]{43})-320\.webp$", files.upload_thumbnail, name="thumbnail"),
]

upload_pages: Routes = [
    path("", uploads.index, name="index"),
    path("<int:pk>/remove/", uploads.remove, name="remove"),
]

price_pages: Routes = [
    path("", prices.index, name="index"),
    path("defaults/", prices.defaults, name="defaults"),
    path("<int:pk>/take-back/", prices.take_back, name="take_back"),
]

queue_pages: Routes = [
    path("", queue.index, name="index"),
    path("pulse/", queue.pulse, name="pulse"),
    path("intake/pause/", pauses.pause_intake, name="pause_intake"),
    path("intake/resume/", pauses.resume_intake, name="resume_intake"),
    path("upstreams/new/", upstreams.add, name="add_upstream"),
    path("upstreams/<int:pk>/", upstreams.edit, name="upstream"),
    path("upstreams/<int:pk>/pause/", pauses.pause, name="pause"),
    path("upstreams/<int:pk>/resume/", pauses.resume, name="resume"),
    path("cancel/", queue.cancel_many, name="cancel_many"),
    path("<uuid:uid>/cancel/", queue.cancel, name="cancel"),
    path("<uuid:uid>/retry/", queue.retry, name="retry"),
    path("<uuid:uid>/first/", queue.first, name="first"),
]

vital_pages: Routes = [
    path("", vitals.index, name="index"),
    path("pulse/", vitals.pulse, name="pulse"),
    path("deliveries/<int:pk>/again/", vitals.deliver_again, name="deliver_again"),
    path("mails/<int:pk>/again/", vitals.mail_again, name="mail_again"),
]

delivery_pages: Routes = [
    path("", deliveries.index, name="index"),
    path("<uuid:uid>/again/", deliveries.again, name="again"),
]

healths: Routes = [
    path("live", health.live, name="live"),
    path("ready", health.ready, name="ready"),
]

urlpatterns: Routes = [
    path("create/", include((create_page, "create"))),
    path("create/blend/", include((blend_page, "blend"))),
    path("create/describe/", include((describe_page, "describe"))),
    path("pictures/<int:pk>/region/", include((region_page, "region"))),
    path("create/presets/", include((preset_pages, "presets"))),
    path("create/wildcards/", include((wildcard_pages, "wildcards"))),
    path("create/table/", include((table_page, "table"))),
    path("jobs/<uuid:uid>/", include((job_pages, "jobs"))),
    path("account/defaults/", include(([path("", defaults.index, name="index")], "defaults"))),
    path("account/keys/deliveries/", include((delivery_pages, "deliveries"))),
    path("ops/queue/", include((queue_pages, "queue"))),
    path("ops/health/", include((vital_pages, "vitals"))),
    path("ops/prices/", include((price_pages, "prices"))),
    path("usage/prices/", include(([path("", prices.shown, name="index")], "price_table"))),
    path("p/", include((pictures, "pictures"))),
    re_path(r"^hook/(?P<tag>[A-Za-z0-9_-]{43})$", webhook.webhook, name="webhook"),
    path("u/", include((upload_addresses, "uploads"))),
    path("uploads/", include((upload_pages, "brought"))),
    re_path(r"^[/]*midjourney/+", include((routes, "api"))),
    path("api/midjourney/<path:path>", unknown),
    path("health/", include((healths, "health"))),
]
