"""The consent to a merge of two organisations or two ventures, which the page shows side by side."""

from __future__ import annotations

from django import forms

from tilth.parties import commands as ask
from tilth.parties.commands import Command
from tilth.parties.model import Venture
from tilth_site.parties.forms.base import DeedForm

__all__ = ["MergeForm"]


class MergeForm(DeedForm):
    """The record that is kept was chosen on the page before."""

    into = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def command(self) -> Command:
        """The merge."""
        into = self.cleaned_data["into"]
        if isinstance(self.subject.party, Venture):
            return ask.MergeVenture(self.subject.id, into)
        return ask.MergeOrganisation(self.subject.id, into)
