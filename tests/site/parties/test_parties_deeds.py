"""What is done to parties through their pages: each deed, its refusals at their fields, and its confirmation."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tilth.kernel.ids import new_id
from tilth.parties import commands as ask
from tilth.parties.model import Language, Name, NameKind, Role, Stage
from tilth_site.journal.models import JournalEntry
from tilth_site.journal.replay import check
from tilth_site.journal.streams import load
from tilth_site.parties.models import Organisation, Team, TeamMember, Venture
from tilth_site.parties.tables import ORGANISATIONS, TEAMS, VENTURES

from .conftest import errors, key_of, text  # noqa: TID252  the tests of one folder share their page reading

pytestmark = pytest.mark.django_db
