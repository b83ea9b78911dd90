"""The tables of the parties, each row written from one stream. Links have no constraint in the database, because
rows of different streams are written in any order.
"""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import DO_NOTHING, Q

from tilth_site.accounts.permissions import Actor


class OrganisationQuery(models.QuerySet["Organisation"]):
    """Organisations."""

    def visible_to(self, actor: Actor) -> Self:
        """Those in which the actor has a role; all of them for the system and for the site's operator."""
        return self if actor.system or actor.operates else self.filter(id__in=actor.organisations)


class Organisation(models.Model):
    """One organisation: its best names, what it does, and where it was merged into."""

    id = models.CharField(max_length=40, primary_key=True)
    name_en = models.CharField(max_length=300)
    name_zh = models.CharField(max_length=300)
    kinds = models.CharField(max_length=200)
    merged_into = models.CharField(max_length=40, blank=True, db_index=True)
    first_seq = models.BigIntegerField(db_index=True)
    last_seq = models.BigIntegerField()

    objects = OrganisationQuery.as_manager()

    class Meta:
        db_table = "parties_organisation"

    def __str__(self) -> str:
        return self.name_en or self.name_zh or self.id

    def name(self, language: str) -> str:
        """The name in ``language``, else in the other."""
        return (self.name_zh if language.startswith("zh") else self.name_en) or str(self)


class OrganisationName(models.Model):
    """One of an organisation's names."""

    id = models.CharField(max_length=60, primary_key=True)
    organisation = models.ForeignKey(Organisation, DO_NOTHING, related_name="names", db_constraint=False)
    text = models.CharField(max_length=300)
    language = models.CharField(max_length=10)
    kind = models.CharField(max_length=20)

    class Meta:
        db_table = "parties_organisation_name"

    def __str__(self) -> str:
        return self.text


class OrganisationIdentifier(models.Model):
    """One of an organisation's public identifiers."""

    id = models.CharField(max_length=60, primary_key=True)
    organisation = models.ForeignKey(Organisation, DO_NOTHING, related_name="identifiers", db_constraint=False)
    scheme = models.CharField(max_length=10)
    value = models.CharField(max_length=40)

    class Meta:
        db_table = "parties_organisation_identifier"
        indexes: ClassVar = [models.Index(fields=["scheme", "value"], name="identifier_holder")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


class RoleHeld(models.Model):
    """A role that a person holds in an organisation."""

    id = models.CharField(max_length=120, primary_key=True)
    organisation = models.ForeignKey(Organisation, DO_NOTHING, related_name="roles", db_constraint=False)
    person = models.CharField(max_length=40, db_index=True)
    role = models.CharField(max_length=40)

    class Meta:
        db_table = "parties_role_held"

    def __str__(self) -> str:
        return f"{self.person} {self.role}"


class PersonKnown(models.Model):
    """A person: an id, and where it was merged into."""

    id = models.CharField(max_length=40, primary_key=True)
    merged_into = models.CharField(max_length=40, blank=True, db_index=True)

    class Meta:
        db_table = "parties_person"

    def __str__(self) -> str:
        return self.id


class Team(models.Model):
    """A team in an organisation."""

    id = models.CharField(max_length=40, primary_key=True)
    organisation = models.ForeignKey(Organisation, DO_NOTHING, related_name="teams", db_constraint=False)
    name_en = models.CharField(max_length=300)
    name_zh = models.CharField(max_length=300)
    dissolved = models.BooleanField()

    class Meta:
        db_table = "parties_team"

    def __str__(self) -> str:
        return self.name_en or self.name_zh


class TeamMember(models.Model):
    """A person in a team."""

    id = models.CharField(max_length=90, primary_key=True)
    team = models.ForeignKey(Team, DO_NOTHING, related_name="members", db_constraint=False)
    person = models.CharField(max_length=40, db_index=True)

    class Meta:
        db_table = "parties_team_member"

    def __str__(self) -> str:
        return self.person


class VentureQuery(models.QuerySet["Venture"]):
    """Ventures."""

    def visible_to(self, actor: Actor) -> Self:
        """Those the actor founded or whose organisation he has a role in; all of them for system and operator."""
        if actor.system or actor.operates:
            return self
        return self.filter(Q(id__in=actor.organisations) | Q(organisation__in=actor.organisations))


class Venture(models.Model):
    """A venture, under one id from application to exit."""

    id = models.CharField(max_length=40, primary_key=True)
    name_en = models.CharField(max_length=300)
    name_zh = models.CharField(max_length=300)
    stage = models.CharField(max_length=20)
    since = models.DateField()
    organisation = models.CharField(max_length=40, blank=True, db_index=True)
    merged_into = models.CharField(max_length=40, blank=True, db_index=True)
    last_seq = models.BigIntegerField()

    objects = VentureQuery.as_manager()

    class Meta:
        db_table = "parties_venture"

    def __str__(self) -> str:
        return self.name_en or self.name_zh or self.id

    def name(self, language: str) -> str:
        """The name in ``language``, else in the other."""
        return (self.name_zh if language.startswith("zh") else self.name_en) or str(self)


class VentureFounder(models.Model):
    """A founder of a venture."""

    id = models.CharField(max_length=90, primary_key=True)
    venture = models.ForeignKey(Venture, DO_NOTHING, related_name="founders", db_constraint=False)
    person = models.CharField(max_length=40, db_index=True)

    class Meta:
        db_table = "parties_venture_founder"

    def __str__(self) -> str:
        return self.person
