"""Where the pages of users and of one's own settings stand."""

from django.urls import path

from repatria.web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("language/", views.language, name="language"),
    path("settings/", views.own_settings, name="settings"),
    path("users/", views.users, name="users"),
    path("users/new/", views.new_user, name="new_user"),
    path("users/<int:user_id>/password/", views.user_password, name="user_password"),
    path("users/<int:user_id>/active/", views.user_active, name="user_active"),
]
