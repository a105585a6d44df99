"""Where the pages of review stand."""

from django.urls import path

from repatria.web.review import measuring_views, undoing_views, views

app_name = "review"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("next/", views.next_link, name="next"),
    path("back/", undoing_views.undo_last, name="undo_last"),
    path("agreement/", measuring_views.agreement, name="agreement"),
    path("<uuid:link_id>/", views.link, name="link"),
    path("<uuid:link_id>/decide/", views.decide, name="decide"),
    path("<uuid:link_id>/skip/", views.skip, name="skip"),
    path("<uuid:link_id>/ask/", views.ask, name="ask"),
    path("<uuid:link_id>/undo/", undoing_views.undo, name="undo"),
    path("<uuid:link_id>/retract/", undoing_views.retract, name="retract"),
    path("<uuid:link_id>/restore/", undoing_views.restore, name="restore"),
]
