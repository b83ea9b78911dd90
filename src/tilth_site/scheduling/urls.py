"""The addresses of this app."""

from __future__ import annotations

from django.urls import path

from tilth_site.scheduling.views import planning, queue, schedule

app_name = "scheduling"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("proposals/<str:id>/", schedule.proposal_page, name="proposal"),
    path("proposals/<str:id>/adopt/", schedule.adopt_proposal, name="adopt"),
    path("proposals/<str:id>/withdraw/", schedule.withdraw_proposal, name="withdraw"),
    path("<str:foundry>/", schedule.schedule_page, name="schedule"),
    path("<str:foundry>/plan/", planning.plan_page, name="plan"),
    path("<str:foundry>/change/", planning.replan_page, name="replan"),
    path("<str:foundry>/floor/", planning.floor_page, name="floor"),
    path("<str:foundry>/floor/file", planning.floor_file, name="floor_file"),
    path("<str:foundry>/requests/<str:id>/priority/", queue.priority_page, name="priority"),
]
