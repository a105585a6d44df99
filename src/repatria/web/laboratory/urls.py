"""Where the pages of the laboratory stand."""

from django.urls import URLPattern

app_name = "laboratory"
urlpatterns: list[URLPattern] = []
