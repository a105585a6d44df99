"""Where the pages of the account stand."""

from django.urls import path

from repatria.web.custody import views

app_name = "custody"
urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/rows/", views.rows, name="rows"),
    path("account/<str:code>/<slug:kind>/", views.balance_rows, name="balance_rows"),
]
