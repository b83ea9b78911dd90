"""The addresses of this app. A deed is named after the party it is done to: one pattern serves all of a kind."""

from __future__ import annotations

from django.urls import path

from tilth_site.parties.views import deeds, listing, logins, merging, organisation, people, venture

app_name = "parties"
urlpatterns = [
    path("me/", people.me, name="me"),
    path("password/<uidb64>/<token>/", logins.choose_password, name="choose-password"),
    path("people/", listing.people, name="people"),
    path("people/invite/", logins.invitation, name="invite"),
    path("people/<str:id>/", people.person, name="person"),
    path("people/<str:id>/link/", logins.new_link, name="new-link"),
    path("people/<str:id>/erase/", people.erase_person, name="erase"),
    path("people/<str:id>/<slug:name>/", deeds.do, {"kind": "person"}, name="person-deed"),
    path("organisations/", listing.organisations, name="organisations"),
    path("organisations/register/", deeds.register, {"kind": "organisation"}, name="register-organisation"),
    path("organisations/<str:id>/", organisation.organisation, name="organisation"),
    path("organisations/<str:id>/history/", organisation.organisation_history, name="organisation-history"),
    path("organisations/<str:id>/merge/", merging.merge, {"kind": "organisation"}, name="organisation-merge"),
    path("organisations/<str:id>/<slug:name>/", deeds.do, {"kind": "organisation"}, name="organisation-deed"),
    path("teams/<str:id>/<slug:name>/", deeds.do, {"kind": "team"}, name="team-deed"),
    path("ventures/", listing.ventures, name="ventures"),
    path("ventures/register/", deeds.register, {"kind": "venture"}, name="register-venture"),
    path("ventures/<str:id>/", venture.venture, name="venture"),
    path("ventures/<str:id>/history/", venture.venture_history, name="venture-history"),
    path("ventures/<str:id>/merge/", merging.merge, {"kind": "venture"}, name="venture-merge"),
    path("ventures/<str:id>/<slug:name>/", deeds.do, {"kind": "venture"}, name="venture-deed"),
]
