"""Where the pages of the journal stand."""

from django.urls import path

from repatria.web.journal import views

app_name = "journal"
urlpatterns = [
    path("", views.entries, name="entries"),
    path("viewings/", views.viewings, name="viewings"),
    path("verify/", views.verify, name="verify"),
]
