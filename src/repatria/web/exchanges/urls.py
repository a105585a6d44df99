"""Where the pages of rounds stand."""

from django.urls import path

from repatria.web.exchanges import keeping_views, settling_views, views

app_name = "exchanges"
urlpatterns = [
    path("", views.rounds, name="rounds"),
    path("people/<uuid:unit_id>/", keeping_views.keeping_out, name="keeping_out"),
    path("<uuid:round_id>/", views.one_round, name="round"),
    path("<uuid:round_id>/left-out/<slug:reason>/", views.left_out, name="left_out"),
    path("<uuid:round_id>/sign/", views.sign, name="sign"),
    path("<uuid:round_id>/outcomes/", settling_views.outcomes, name="outcomes"),
]
