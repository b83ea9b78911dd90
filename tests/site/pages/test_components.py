"""Components: values in words, in both languages, with nothing that is not escaped."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.template import engines
from django.utils import translation

from tilth.foundry.design.problem import Problem
from tilth.foundry.request.comparison import Kind as ChangeKind
from tilth.foundry.request.model import State
from tilth.foundry.request.screening import Status
from tilth.kernel.money import Money
from tilth.kernel.refusal import Reason, Refused, refuse
from tilth.parties.model import Role
from tilth_site.jobs.models import JobState
from tilth_site.pages.steps import Progress, Step
from tilth_site.pages.wording import BADGES, ROLES

AT = datetime(2026, 3, 3, 1, 30, tzinfo=UTC)


def shown(source: str, **given: object) -> str:
    template = engines["django"].from_string("{% load tilth %}" + source)
    return " ".join(template.render(given).split())


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("request", set(State)),
        ("screening", set(Status)),
        ("job", set(JobState.values)),
        ("severity", {"error", "warning"}),
        ("change", set(ChangeKind)),
    ],
)
def test_every_code_has_words_and_no_word_lacks_a_code(kind, codes):
    assert set(BADGES[kind]) == {str(code) for code in codes}


def test_every_role_has_a_name():
    assert set(ROLES) == {role.value for role in Role}


def test_a_badge_says_its_state_in_words():
    assert "Changes requested" in shown("{% status_badge state %}", state=State.CHANGES_REQUESTED)
    with pytest.raises(KeyError):
        shown("{% status_badge 'unheard_of' %}")


def test_money_is_written_with_its_currency():
    assert "CNY 12,345.50" in shown("{{ price|money }}", price=Money(1_234_550, "CNY"))
    assert "JPY 500" in shown("{{ price|money:'JPY' }}", price=500)


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [("en", "3 Mar 2026", "3 Mar 2026, 09:30"), ("zh-hans", "2026年3月3日", "2026年3月3日 09:30")],
)
def test_dates_are_written_as_the_reader_writes_them(language, day, moment):
    with translation.override(language):
        assert f'<time datetime="2026-03-03">{day}</time>' in shown("{{ on|day }}", on=date(2026, 3, 3))
        assert f">{day}<" in shown("{{ on|day }}", on="2026-03-03")
        assert f'<time datetime="{AT.isoformat()}">{moment}</time>' in shown("{{ at|moment }}", at=AT)
        assert f">{moment}<" in shown("{{ at|moment }}", at=AT.isoformat())


def test_what_has_no_date_yet_is_a_dash():
    assert shown("{{ nothing|day }}{{ nothing|moment }}{{ nothing|digest }}", nothing=None) == "–––"


def test_a_hash_is_there_in_full():
    assert shown("{{ hash|digest }}", hash="ab" * 32).count("ab" * 32) == 2


def test_a_problem_says_part_site_coordinate_and_mend():
    problem = Problem("internal_site", "BsaI cuts inside.", "R0063_AB", "BsaI", 1087, "Change a base.")
    found = shown("{% problem_list problems %}", problems=[problem])
    for word in (
        "Error",
        "R0063_AB",
        "BsaI",
        "at base 1087",
        "BsaI cuts inside.",
        "Change a base.",
        "internal_site",
    ):
        assert word in found


def test_a_problem_of_the_whole_design_names_no_part():
    found = shown("{% problem_list problems %}", problems=[Problem("no_site", "None fits.")])
    assert "The whole design" in found
    assert "To mend it" not in found


def test_a_refusal_gives_every_reason_with_its_facts_and_escapes_them():
    two = Refused(
        (
            Reason("request.state", "It is {state}.", "Accept {what} first.", data={"state": "<b>", "what": "it"}),
            Reason("file.size", "The file is empty.", "Choose another.", where="design"),
        )
    )
    found = shown("{% refusal_box refused %}", refused=two)
    for words in ("for 2 reasons", "It is &lt;b&gt;.", "Accept it first.", "design", "The file is empty."):
        assert words in found
    assert "for one reason" in shown("{% refusal_box refused %}", refused=refuse("a.b", "No.", "Wait."))
    assert shown("{% refusal_box refused %}", refused=None) == ""


class Sample(forms.Form):
    title = forms.CharField(help_text="What you will call it.")
    note = forms.CharField(required=False)
    kind = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
    key = forms.CharField(widget=forms.HiddenInput, initial="k1")


def test_a_control_names_its_help_and_its_errors_as_its_description():
    found = shown("{% form_fields form %}", form=Sample({"key": "k1"}))
    assert '<label for="id_title">Title</label>' in found
    assert 'aria-describedby="id_title_helptext id_title_error"' in found
    assert 'id="id_title_helptext">What you will call it.' in found
    assert 'id="id_title_error"><li>This field is required.' in found
    assert 'aria-invalid="true"' in found


def test_a_field_that_may_stay_empty_says_so_and_a_hidden_one_is_sent():
    found = shown("{% form_fields form %}", form=Sample())
    assert found.count("(optional)") == 1
    assert 'name="key" value="k1"' in found


def test_a_group_of_choices_is_a_fieldset_with_a_legend():
    assert "<fieldset" in shown("{% form_fields form %}", form=Sample())
    assert "<legend>Kind" in shown("{% form_fields form %}", form=Sample())


def test_progress_is_words_and_a_bar_and_unknown_progress_has_no_value():
    assert 'value="312" max="486"' in shown("{% progress_bar 'p' 'Enumerating' 312 486 %}")
    assert "312 of 486 constructs" in shown("{% progress_bar 'p' 'Enumerating' 312 486 'constructs' %}")
    assert "value=" not in shown("{% progress_bar 'p' 'Enumerating' None 0 %}")


def test_the_label_of_a_bar_may_be_only_for_those_who_do_not_see_its_place():
    assert '<label for="p">Steps' in shown("{% progress_bar 'p' 'Steps' 1 2 %}")
    assert '<label for="p" class="visually-hidden">Steps' in shown(
        "{% progress_bar 'p' 'Steps' 1 2 labelled=False %}"
    )


def test_labels_and_lists_are_parted_as_the_language_parts_them():
    source = "{% labelled label value %} {{ words|listed }}"
    given = {"label": "<b>", "value": "Screening", "words": ["a", "b"]}
    with translation.override("en"):
        assert shown(source, **given) == "&lt;b&gt;: Screening a, b"
    with translation.override("zh-hans"):
        assert shown(source, **given) == "&lt;b&gt;：Screening a、b"


def test_steps_say_in_words_how_far_each_has_come():
    items = [Step("Submitted", Progress.DONE, AT), Step("Quoted", Progress.CURRENT), Step("Queued", Progress.TODO)]
    found = shown("{% steps items 'The way' %}", items=items)
    assert found.count('aria-current="step"') == 1
    assert [found.index(words) for words in ("(done)", "(now)", "(to come)")] == sorted(
        found.index(words) for words in ("(done)", "(now)", "(to come)")
    )
    assert "(stopped here)" in shown("{% steps items '' %}", items=[Step("Rejected", Progress.STOPPED)])


def test_a_table_can_be_reached_and_scrolled_by_keyboard():
    found = shown("{% data_table label='Requests' cards=True %}<tbody></tbody>{% enddata_table %}")
    assert 'role="region" aria-label="Requests" tabindex="0"' in found
    assert "table--cards" in found


def test_a_pager_at_the_end_offers_one_way_and_a_short_list_none():
    assert "Older" not in shown("{% pager newer='/a' %}")
    assert shown("{% pager %}") == ""


def test_the_titles_of_components_are_escaped():
    for source in ("{% card title=t %}{% endcard %}", "{% page_header title=t %}{% endpage_header %}"):
        assert "<b>" not in shown(source, t="<b>")


@pytest.mark.django_db
def test_a_person_is_named_in_the_readers_language_and_by_id_where_nameless():
    from tilth_site.accounts.models import PersonalRecord

    PersonalRecord.objects.create(person="per_lin", name_en="Lin Wei", name_zh="林薇")
    assert shown("{% person_name 'per_lin' %}") == "Lin Wei"
    with translation.override("zh-hans"):
        assert shown("{% person_name 'per_lin' %}") == "林薇"
    assert shown("{% person_name 'per_gone' %}") == "per_gone"


@pytest.mark.django_db
def test_names_that_a_page_brings_cost_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert shown("{% person_name 'per_lin' %}", people={"per_lin": "Lin Wei"}) == "Lin Wei"
