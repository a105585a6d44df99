"""Where the pages of jobs stand."""

from django.urls import path

from repatria.web.jobs import views

app_name = "jobs"
urlpatterns = [
    path("<uuid:job_id>/", views.job, name="job"),
    path("<uuid:job_id>/progress/", views.progress, name="progress"),
    path("<uuid:job_id>/stop/", views.stop, name="stop"),
    path("<uuid:job_id>/again/", views.again, name="again"),
]
