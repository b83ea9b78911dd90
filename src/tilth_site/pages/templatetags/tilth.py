"""The components of Tilth's pages, as tags and filters: ``{% load tilth %}``.

Each takes plain values and renders one template in ``templates/parts/``. The page ``/style/`` shows all of them;
``docs/reference/site-design.md`` says when to use which.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django import forms, template
from django.template import RequestContext
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from tilth.foundry.design.problem import Problem
from tilth.foundry.request.assessment import Finding
from tilth.kernel.money import Money
from tilth.kernel.refusal import Refused
from tilth_site.charts import Figure
from tilth_site.pages import formats, wording
from tilth_site.pages.names import names_of
from tilth_site.pages.steps import Step

register = template.Library()

Crumbs = Sequence[tuple[str, str]]
Tabs = Sequence[tuple[str, str, bool]]


@register.filter
def money(amount: Money | int, currency: str = "") -> SafeString:
    """See :func:`tilth_site.pages.formats.money`."""
    return formats.money(amount, currency)


@register.filter
def day(value: date | str | None) -> SafeString | str:
    """See :func:`tilth_site.pages.formats.day`; nothing gives a dash."""
    return formats.day(value) if value else "–"


@register.filter
def moment(value: datetime | str | None) -> SafeString | str:
    """See :func:`tilth_site.pages.formats.moment`; nothing gives a dash."""
    return formats.moment(value) if value else "–"


@register.filter
def digest(value: str) -> SafeString | str:
    """See :func:`tilth_site.pages.formats.digest`; nothing gives a dash."""
    return formats.digest(value) if value else "–"


@register.filter
def listed(words: Iterable[str]) -> str:
    """Words in one line, parted as the reader's language parts them."""
    return gettext(", ").join(words)


@register.simple_tag
def labelled(label: str, value: object) -> SafeString:
    """``Label: value``, with the colon of the reader's language."""
    return format_html(gettext("{label}: {value}"), label=label, value=value)


@register.filter
def role_name(role: str) -> str:
    """The name of a role."""
    return wording.role_name(role)


@register.simple_tag(takes_context=True)
def person_name(context: RequestContext, person: str) -> str:
    """A person's name, or the id of one who has none. A page of many people passes ``people`` (from
    :func:`tilth_site.pages.names.names_of`), so that their names cost one query together.
    """
    people: Mapping[str, str] = context.get("people") or {}
    return people.get(person) or names_of([person]).get(person, person)


@register.simple_block_tag
def page_header(content: str, title: str, lead: str = "", crumbs: Crumbs = (), badge: str = "") -> SafeString:
    """The top of a page: its one ``h1``, where it stands, and (the block) its actions.

    ``crumbs`` are (label, address) pairs above this page; ``badge`` is the markup of a status badge.
    """
    given = {"title": title, "lead": lead, "crumbs": crumbs, "badge": badge, "actions": _block(content)}
    return render_to_string("parts/page_header.html", given)


@register.simple_block_tag
def card(
    content: str, title: str = "", key: str = "", note: str = "", link: str = "", link_label: str = ""
) -> SafeString:
    """A surface with an ``h2``. ``key`` becomes the id, for links to it; ``note`` or a link is beside it."""
    given = {"title": title, "key": key, "note": note, "link": link, "link_label": link_label}
    return render_to_string("parts/card.html", {**given, "content": _block(content)})


@register.simple_block_tag
def facts(content: str) -> SafeString:
    """A list of terms and values, made of :func:`fact`."""
    return render_to_string("parts/facts.html", {"content": _block(content)})


@register.simple_block_tag
def fact(content: str, term: str) -> SafeString:
    """One term and (the block) its value."""
    return render_to_string("parts/fact.html", {"term": term, "content": _block(content)})


@register.simple_block_tag
def data_table(content: str, label: str, caption: str = "", cards: bool = False) -> SafeString:
    """A table (the block is its ``thead`` and ``tbody``) that scrolls sideways where there is no room.

    With ``cards`` each row becomes a card on a phone: give every ``td`` a ``data-label``.
    """
    given = {"label": label, "caption": caption, "cards": cards, "content": _block(content)}
    return render_to_string("parts/data_table.html", given)


@register.simple_tag
def status_badge(code: str, kind: str = "request") -> SafeString:
    """A state in words, with a colour. ``kind`` is a table of :data:`tilth_site.pages.wording.BADGES`."""
    words, tone = wording.badge(kind, str(code))
    return render_to_string("parts/badge.html", {"words": words, "tone": tone})


@register.simple_tag
def progress_bar(
    key: str, label: str, done: int | None, total: int, unit: str = "", labelled: bool = True
) -> SafeString:
    """How far work has come, in words and as a bar; ``done`` None: unknown. ``key`` is unique in a page. Without
    ``labelled`` the label is only for those who cannot see what it stands beside.
    """
    given = {"key": key, "label": label, "done": done, "total": total, "unit": unit, "labelled": labelled}
    return render_to_string("parts/progress.html", given)


@register.simple_tag
def problem_list(problems: Iterable[Problem | Finding]) -> SafeString:
    """What is wrong with a design, by part, site and coordinate, and what would mend it.

    The sentences come from the engine in English and are marked so.
    """
    return render_to_string("parts/problems.html", {"problems": list(problems)})


@register.simple_tag
def steps(items: Sequence[Step], label: str) -> SafeString:
    """The way of something through its states; ``label`` names the list."""
    return render_to_string("parts/steps.html", {"steps": items, "label": label})


@register.simple_block_tag
def empty_state(content: str, title: str, action: str = "", url: str = "") -> SafeString:
    """What would stand here, and (the block) how it comes about; with what to do first."""
    given = {"title": title, "action": action, "url": url, "content": _block(content)}
    return render_to_string("parts/empty.html", given)


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: str = "") -> SafeString:
    """Something to know. ``tone`` is ``neutral``, ``info``, ``good``, ``warn`` or ``bad``."""
    return render_to_string("parts/notice.html", {"tone": tone, "title": title, "content": _block(content)})


@register.simple_tag
def refusal_box(refused: Refused | None) -> SafeString | str:
    """Why something was not done, each reason with what would mend it; nothing where nothing was refused."""
    if refused is None:
        return ""
    reasons = [
        {
            "message": gettext(reason.sentence).format_map(reason.data),
            "mend": gettext(reason.mend).format_map(reason.data) if reason.mend else "",
            "where": reason.where,
        }
        for reason in refused.reasons
    ]
    return render_to_string("parts/refusal.html", {"reasons": reasons})


@register.simple_tag
def form_field(field: forms.BoundField, label: str = "") -> SafeString:
    """One field: label, help, errors, and the control that names both as its description."""
    widget = field.field.widget
    given = {
        "field": field,
        "label": label or field.label,
        "check": isinstance(widget, forms.CheckboxInput),
        "group": widget.use_fieldset,
        "file": isinstance(widget, forms.FileInput),
    }
    return render_to_string("parts/form_field.html", given)


@register.simple_tag
def form_fields(form: forms.BaseForm) -> SafeString:
    """The errors of the whole form, then every field of it."""
    return render_to_string("parts/form_fields.html", {"form": form})


@register.simple_tag
def tabs(items: Tabs, label: str) -> SafeString:
    """Pages beside each other, as (label, address, is it this one) triples; ``label`` names the group."""
    return render_to_string("parts/tabs.html", {"tabs": items, "label": label})


@register.simple_tag
def pager(newer: str = "", older: str = "") -> SafeString:
    """The way through a list of many pages: addresses, or empty where the list ends."""
    return render_to_string("parts/pager.html", {"newer": newer, "older": older})


@register.simple_block_tag
def confirm(content: str, label: str, question: str) -> SafeString:
    """A dangerous button that first asks: the block is the form that does it. Works without a script."""
    return render_to_string(
        "parts/confirm.html", {"label": label, "question": question, "content": _block(content)}
    )


@register.simple_tag
def figure(drawing: Figure, data: bool = True) -> SafeString:
    """A chart with its title and, unless ``data`` is false because the page prints them anyway, its figures."""
    return render_to_string("parts/figure.html", {"figure": drawing, "svg": mark_safe(drawing.svg), "data": data})


def _block(content: str) -> str:
    """What a block rendered to, which is safe; empty where it is only white space."""
    return content if content.strip() else ""
