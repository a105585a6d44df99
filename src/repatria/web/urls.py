"""Where every page stands.  A page declares what it asks for with ``page``; the access matrix reads it from here."""

from django.urls import URLPattern, URLResolver, include, path

from repatria.web import errors_views
from repatria.web.exchanges import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.start, name="start"),
    path("", include("repatria.web.accounts.sign_in_urls")),
    path("", include("repatria.web.accounts.urls")),
    path("", include("repatria.web.registry.urls")),
    path("", include("repatria.web.custody.urls")),
    path("review/", include("repatria.web.review.urls")),
    path("laboratory/", include("repatria.web.laboratory.urls")),
    path("jobs/", include("repatria.web.jobs.urls")),
    path("rounds/", include("repatria.web.exchanges.urls")),
    path("journal/", include("repatria.web.journal.urls")),
]

handler400 = errors_views.bad_request
handler403 = errors_views.forbidden
handler404 = errors_views.not_found
handler500 = errors_views.server_error
