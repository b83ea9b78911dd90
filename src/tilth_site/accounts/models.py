"""Logins and personal data. None of it is in the journal, which names a person by id only, so that a name can be
corrected or erased without breaking a hash.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class UserManager(BaseUserManager["User"]):
    """Makes logins."""

    def create_user(self, email: str, password: str | None, person: str) -> User:
        """A login for the person with the id ``person``; without a password it cannot be used yet."""
        user = self.model(email=self.normalize_email(email).lower(), person=person)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A login: an e-mail address and a password, for one person."""

    email = models.EmailField(unique=True)
    person = models.CharField(max_length=40, unique=True)
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email


class PersonalRecord(models.Model):
    """What is known of a person. Erasing it leaves the journal whole: it knows the id only."""

    person = models.CharField(max_length=40, primary_key=True)
    name_en = models.CharField(max_length=200, blank=True)
    name_zh = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "accounts_personal_record"

    def __str__(self) -> str:
        return self.name_en or self.name_zh or self.person

    def name(self, language: str) -> str:
        """The name in ``language`` where there is one, else the other, else the id."""
        first, second = (self.name_zh, self.name_en) if language.startswith("zh") else (self.name_en, self.name_zh)
        return first or second or self.person


class PrintedName(models.Model):
    """The name printed under a signature, with the salt that opens the journal's commitment to it."""

    signature = models.CharField(max_length=40, primary_key=True)
    person = models.CharField(max_length=40, db_index=True)
    name = models.CharField(max_length=200)
    salt = models.CharField(max_length=64)

    class Meta:
        db_table = "accounts_printed_name"

    def __str__(self) -> str:
        return self.name


class ApiToken(models.Model):
    """A key for programs. Only its digest is kept; ``scopes`` are words with spaces between (``read write``)."""

    id = models.CharField(max_length=40, primary_key=True)
    person = models.CharField(max_length=40, db_index=True)
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(max_length=200)
    created = models.DateTimeField()
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_api_token"

    def __str__(self) -> str:
        return self.name
