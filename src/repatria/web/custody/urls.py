"""Where the pages of the account stand."""

from django.urls import path

from repatria.web.custody import moving_views, views

app_name = "custody"
urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/rows/", views.rows, name="rows"),
    path("account/units/<uuid:unit_id>/", moving_views.unit, name="unit"),
    path("account/units/<uuid:unit_id>/move/", moving_views.move, name="move"),
    path("account/units/<uuid:unit_id>/reverse/", moving_views.reverse, name="reverse"),
    path("account/proposals/", moving_views.proposals, name="proposals"),
    path("account/proposals/<uuid:proposal_id>/", moving_views.proposal, name="proposal"),
    path("account/proposals/<uuid:proposal_id>/decide/", moving_views.decide, name="decide"),
    path("account/<str:code>/<slug:kind>/", views.balance_rows, name="balance_rows"),
]
