"""Where the pages of lists, people, records and questions stand.  Addresses hold ids, never names."""

from django.urls import path

from repatria.web.registry import views

app_name = "registry"
urlpatterns = [
    path("lists/", views.lists, name="lists"),
    path("lists/<uuid:version_id>/", views.version, name="version"),
    path("lists/<uuid:version_id>/rows/", views.version_rows, name="rows"),
    path("lists/<uuid:version_id>/changes/", views.version_changes, name="changes"),
    path("lists/<uuid:version_id>/answer.xlsx", views.answer_file, name="answer_file"),
    path("people/", views.persons, name="people"),
    path("people/<uuid:person_id>/", views.person, name="person"),
    path("records/<uuid:record_id>/", views.record, name="record"),
    path("questions/", views.questions, name="questions"),
    path("questions/<uuid:claim_id>/", views.answer, name="answer"),
]
