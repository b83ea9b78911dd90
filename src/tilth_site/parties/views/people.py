"""The pages about people: one's own profile, one person, the invitation, and the erasure."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tilth.kernel.ids import is_id
from tilth.kernel.refusal import Refused
from tilth.parties.commands import GrantRole
from tilth.parties.model import Person, Role
from tilth_site.accounts.models import PersonalRecord, User
from tilth_site.accounts.permissions import Actor, Sides
from tilth_site.journal.streams import entries_of, fold
from tilth_site.pages.wording import role_name
from tilth_site.parties.actions import carry_out
from tilth_site.parties.actors import actor_of, operator_id
from tilth_site.parties.deeds import Kind, offers
from tilth_site.parties.forms.base import new_key, say
from tilth_site.parties.forms.people import EraseForm, InviteForm, NamesForm
from tilth_site.parties.people import (
    administers, correct_names, erase, holdings, invite, login_of, password_link, records_of,
)
from tilth_site.parties.presentation import history, ids_in
from tilth_site.parties.queries import names_of_parties, visible_people
from tilth_site.parties.tables import PERSONS
from tilth_site.parties.views.access import actor, call, forbid, user

__all__ = ["erase_person", "invitation", "me", "new_link", "person"]
