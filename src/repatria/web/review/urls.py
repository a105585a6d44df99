"""Where the pages of review stand."""

from django.urls import path

from repatria.web.review import views

app_name = "review"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("next/", views.next_link, name="next"),
    path("<uuid:link_id>/", views.link, name="link"),
    path("<uuid:link_id>/decide/", views.decide, name="decide"),
    path("<uuid:link_id>/undo/", views.undo, name="undo"),
    path("<uuid:link_id>/retract/", views.retract, name="retract"),
]
