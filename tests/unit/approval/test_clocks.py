"""The clocks of cases, each worked out by hand.

China in 2026: 15 to 23 February are off, Saturdays 14 and 28 February are worked; 6 April, 1 to 5 May and 19
June are off, Saturday 9 May is worked. "wd" is a working day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from approval_cases import Story, digest, trial_application
from tilth.approval import Outcome, the_procedure
from tilth.approval.case import Answer
from tilth.approval.clock import Phase, standing
from tilth.approval.events import (
    Accepted,
    AnswersReceived,
    Appealed,
    Decided,
    LaneTaken,
    Paused,
    QuestionsAsked,
    Resumed,
    StepWithdrawn,
    Submitted,
)
from tilth.approval.terms import Party
from tilth.kernel.calendars import Due
from tilth.kernel.errors import IntegrityError

ACCEPTED = date(2026, 1, 16)


def accepted_under(version: int) -> Story:
    """A clinical-trial application under a version of the procedure, accepted on 16 January 2026."""
    day = date(2026, 1, 13)
    story = Story(the_procedure("cn-nmpa-clinical-trial", version), day).evidence("acceptance", day)
    return story.tell(
        Submitted(step="acceptance", manifest=digest("dossier"), on=day),
        Decided(step="acceptance", outcome=Outcome.APPROVED, by="authority", document=digest("n"), on=ACCEPTED),
    )


def test_silence_for_sixty_working_days_is_a_licence_and_not_before_the_last_hour() -> None:
    """Accepted on Friday 16 January 2026. The 60th wd is Friday 17 April (counted in test_periods). All that day
    the clock still runs; from the day after, the application is deemed approved, on the 17th.
    """
    story = trial_application(ACCEPTED)
    last = story.stands("review", date(2026, 4, 17))
    assert last.phase is Phase.RUNNING
    assert last.clock is not None
    assert (last.clock.statutory, last.clock.left, last.clock.due) == (60, 0, Due(date(2026, 4, 17)))
    after = story.stands("review", date(2026, 4, 18))
    assert (after.phase, after.deemed, after.since) == (Phase.APPROVED, True, date(2026, 4, 17))
    assert after.clock is not None
    assert after.clock.statutory == 60


def test_a_letter_stops_the_clock_and_the_full_answer_lets_it_run_on() -> None:
    """Accepted on 16 January; the letter goes out on Friday 13 February, the 20th wd; everything has come on
    Monday 16 March.

    Stopped: Saturday 14 February, 24 to 27, Saturday 28, 2 to 6 March, 9 to 13, 16 March: 1+4+1+5+5+1 = 17 wd.
    40 are left after 16 March: to the 20th 4, to the 27th 9, to 3 April 14, 7 to 10 April 18, to the 17th 23, to
    the 24th 28, 27 to 30 April 32, 6 to 8 May 35, Saturday 9 May 36, 11 to 14 May 40.
    """
    story = trial_application(ACCEPTED).tell(
        QuestionsAsked(step="review", on=date(2026, 2, 13)),
        AnswersReceived(step="review", manifest=digest("answers"), full=True, on=date(2026, 3, 16)),
    )
    read = story.stands("review", date(2026, 3, 16)).clock
    assert read is not None
    assert (read.statutory, read.stopped, read.actual) == (20, 17, 37)
    assert dict(read.by_party) == {Party.APPLICANT: 17, Party.AUTHORITY: 0}
    assert read.due == Due(date(2026, 5, 14))
    assert story.stands("review", date(2026, 5, 15)).since == date(2026, 5, 14)


def test_while_it_is_stopped_it_has_no_last_day_but_two_that_it_can_be() -> None:
    """The same letter, asked about on Friday 27 February: stopped for 14, 24, 25, 26, 27 February, 5 wd.

    If the answer came that day, 40 wd would run from the 27th: Saturday 28 February 1, to 6 March 6, 11, 16, 21,
    26 on 3 April, 30 on 10 April, 35 on the 17th, 40 on Friday 24 April.

    The 80th wd after 13 February is Tuesday 16 June: 26 by 20 March less 20 = 6 by 28 February; 31 on 3 April;
    35, 40, 45 on 24 April; 49 on 30 April; 52 on 8 May; 53 on Saturday 9 May; 58, 63, 68, 73, 78 on 12 June; 80.
    From there 40: 17 and 18 June 2; the 19th is off; 7, 12, 17, 22, 27, 32 on 31 July; 37 on 7 August; 40 on
    Wednesday 12 August. In the first version of the procedure the clock then runs, answer or not.
    """
    story = accepted_under(1).tell(QuestionsAsked(step="review", on=date(2026, 2, 13)))
    stands = story.stands("review", date(2026, 2, 27))
    read = stands.clock
    assert stands.phase is Phase.STOPPED
    assert read is not None
    assert (read.statutory, read.stopped, read.due) == (20, 5, None)
    assert read.if_resumed == Due(date(2026, 4, 24))
    assert read.at_latest == Due(date(2026, 8, 12))
    held = story.stands("review", date(2026, 6, 15))
    assert held.phase is Phase.STOPPED
    runs = story.stands("review", date(2026, 6, 17))
    assert runs.phase is Phase.RUNNING
    assert runs.clock is not None
    assert (runs.clock.statutory, runs.clock.stopped, runs.clock.due) == (21, 80, Due(date(2026, 8, 12)))


def test_a_part_of_the_answers_lets_nothing_run_and_a_second_round_stops_it_again() -> None:
    """The first round as before, with a part of the answers on 2 March. The second letter goes out on Friday 20
    March, 4 wd after the receipt: 24 used. The answer comes on Wednesday 1 April: stopped for 23 to 27 March and
    30 March to 1 April, 8 wd. 36 are left: 2 and 3 April 2, 7 to 10 April 6, 11, 16 on the 24th, 20 on the 30th,
    23 on 8 May, 24 on the 9th, 29, 34 on the 22nd, 36 on Tuesday 26 May.
    """
    story = trial_application(ACCEPTED).tell(
        QuestionsAsked(step="review", on=date(2026, 2, 13)),
        AnswersReceived(step="review", manifest=digest("part"), full=False, on=date(2026, 3, 2)),
    )
    assert story.stands("review", date(2026, 3, 3)).phase is Phase.STOPPED
    story.tell(
        AnswersReceived(step="review", manifest=digest("answers"), full=True, on=date(2026, 3, 16)),
        QuestionsAsked(step="review", on=date(2026, 3, 20)),
        AnswersReceived(step="review", manifest=digest("more answers"), full=True, on=date(2026, 4, 1)),
    )
    read = story.stands("review", date(2026, 4, 1)).clock
    assert read is not None
    assert (read.statutory, read.stopped, read.actual) == (24, 25, 49)
    assert read.stretch == 0
    assert story.stands("review", date(2026, 4, 8)).clock.stretch == 4  # type: ignore[union-attr]
    assert read.due == Due(date(2026, 5, 26))


def letter(on: date, name: str) -> QuestionsAsked:
    return QuestionsAsked(step="review", on=on, document=digest(name))


def answers(on: date, name: str, *, full: bool = True) -> AnswersReceived:
    return AnswersReceived(
        step="review", manifest=digest(f"answers {on}"), full=full, on=on, document=digest(name) if name else ""
    )


def test_of_two_open_letters_the_answer_to_the_last_lets_the_clock_run() -> None:
    """Accepted on 16 January. The quality letter goes out on Friday 13 February (the 20th wd), the clinical one on
    Monday 2 March. The quality letter is answered on Monday 16 March, 17 wd after it went out; the clinical one on
    Friday 20 March, 4 more: 21 wd stopped. 40 wd after 16 March are Thursday 14 May (above), so 40 after 20 March
    are 4 wd later: 15, 18, 19 and Wednesday 20 May.
    """
    story = trial_application(ACCEPTED).tell(
        letter(date(2026, 2, 13), "quality"),
        letter(date(2026, 3, 2), "clinical"),
        answers(date(2026, 3, 16), "quality"),
    )
    assert story.case(date(2026, 3, 17)).step("review").open_letters[0].document == digest("clinical")
    stands = story.stands("review", date(2026, 3, 19))
    assert stands.phase is Phase.STOPPED
    assert stands.clock is not None
    assert (stands.clock.statutory, stands.clock.stopped, stands.clock.due) == (20, 20, None)
    story.tell(answers(date(2026, 3, 20), "clinical"))
    read = story.stands("review", date(2026, 3, 20)).clock
    assert read is not None
    assert (read.statutory, read.stopped, read.actual, read.due) == (20, 21, 41, Due(date(2026, 5, 20)))
    assert story.case(date(2026, 3, 20)).step("review").rounds == 1, "both letters are of one round"


def test_answers_to_the_second_letter_first_and_answers_to_all_letters_are_as_good() -> None:
    asked = (letter(date(2026, 2, 13), "quality"), letter(date(2026, 3, 2), "clinical"))
    for given in (
        (answers(date(2026, 3, 16), "clinical"), answers(date(2026, 3, 20), "quality")),
        (answers(date(2026, 3, 16), "quality", full=False), answers(date(2026, 3, 20), "")),
    ):
        story = trial_application(ACCEPTED).tell(*asked, *given)
        read = story.stands("review", date(2026, 3, 20)).clock
        assert read is not None
        assert (read.statutory, read.stopped, read.due) == (20, 21, Due(date(2026, 5, 20)))


def test_each_letter_holds_the_clock_for_its_own_cap() -> None:
    """The cap is 80 wd: of the quality letter of 13 February it ends on 16 June (above), of the clinical one of 2
    March later. 2 March is the 7th wd after 13 February (14, 24 to 28 February: 6; 2 March 7), so its cap ends 7
    wd after 16 June: 17, 18 (the 19th is off), 22, 23, 24, 25 and Friday 26 June. If that passes, 40 wd run from
    there: three to 1 July, 5 on 3 July, 10, 15, 20, 25 on 31 July, 30, 35, 40 on Friday 21 August.
    """
    story = accepted_under(1).tell(letter(date(2026, 2, 13), "quality"), letter(date(2026, 3, 2), "clinical"))
    held = story.stands("review", date(2026, 6, 25))
    assert held.phase is Phase.STOPPED
    assert held.clock is not None
    assert held.clock.at_latest == Due(date(2026, 8, 21))
    runs = story.stands("review", date(2026, 6, 29))
    assert runs.phase is Phase.RUNNING
    assert runs.clock is not None
    assert (runs.clock.statutory, runs.clock.stopped, runs.clock.due) == (21, 87, Due(date(2026, 8, 21)))


def test_a_letter_that_is_open_is_not_sent_twice_and_a_pause_is_no_letter() -> None:
    story = trial_application(ACCEPTED).tell(letter(date(2026, 2, 13), "quality"))
    assert story.code(letter(date(2026, 3, 2), "quality")) == "approval.case.letter"
    assert story.code(answers(date(2026, 3, 2), "clinical")) == "approval.case.halt"
    assert story.code(Resumed(step="review", on=date(2026, 3, 2))) == "approval.case.halt"
    assert story.code(Paused(step="review", reason="hold", on=date(2026, 3, 2))) == "approval.case.running"
    story.tell(answers(date(2026, 3, 2), "quality"), letter(date(2026, 3, 3), "quality"))
    assert story.case(date(2026, 3, 3)).step("review").rounds == 2


def test_a_letter_is_answered_by_its_number_where_no_paper_tells_it_from_another() -> None:
    day = date(2026, 2, 13)
    story = trial_application(ACCEPTED).tell(*[QuestionsAsked(step="review", on=day)] * 2)

    def answer(on: date, letter: int, *, full: bool = True) -> AnswersReceived:
        return AnswersReceived(step="review", manifest=digest("more"), full=full, on=on, letter=letter)

    story.tell(answer(date(2026, 3, 2), 2))
    first, second = story.case(date(2026, 3, 2)).step("review").letters
    assert (first.number, first.until, second.number, second.until) == (1, None, 2, date(2026, 3, 2))
    assert story.stands("review", date(2026, 3, 2)).phase is Phase.STOPPED
    assert story.code(answer(date(2026, 3, 3), 2)) == "approval.case.halt"
    assert story.code(answer(date(2026, 3, 3), 3)) == "approval.case.halt"
    story.tell(answer(date(2026, 3, 3), 1))
    assert story.stands("review", date(2026, 3, 3)).phase is Phase.RUNNING


def test_what_came_in_answer_to_a_letter_stays_to_be_read() -> None:
    story = trial_application(ACCEPTED).tell(
        letter(date(2026, 2, 13), "quality"),
        letter(date(2026, 3, 2), "clinical"),
        answers(date(2026, 3, 3), "quality", full=False),
        answers(date(2026, 3, 4), "quality"),
    )
    refused = Decided(
        step="review", outcome=Outcome.REFUSED, by="authority", document=digest("no"), on=date(2026, 3, 9)
    )
    quality, clinical = story.tell(refused).case(date(2026, 3, 9)).step("review").letters
    assert quality.answers == (Answer(date(2026, 3, 3), full=False), Answer(date(2026, 3, 4), full=True))
    assert (quality.answered, clinical.answered) == (date(2026, 3, 4), None)
    assert clinical.until == date(2026, 3, 9), "the decision ended it, not an answer"


def validation() -> Story:
    """An application under the Clinical Trials Regulation, submitted on Monday 2 March 2026."""
    day = date(2026, 3, 2)
    story = Story(the_procedure("eu-ctr"), day).evidence("validation", day)
    return story.tell(Submitted(step="validation", manifest=digest("dossier"), on=day))


def test_an_application_whose_questions_are_not_answered_in_time_lapses() -> None:
    """The member state asks on Tuesday 10 March, the 8th day; the sponsor has 10 days, to Friday 20 March. All
    that day the answer still comes in time; from Saturday on the application has lapsed, on the 20th (Regulation
    (EU) No 536/2014, Article 5 (5)).
    """
    asked = QuestionsAsked(step="validation", on=date(2026, 3, 10))
    answered = AnswersReceived(step="validation", manifest=digest("a"), full=True, on=date(2026, 3, 20))
    story = validation().tell(asked)
    last = story.stands("validation", date(2026, 3, 20))
    assert (last.phase, last.deemed) == (Phase.STOPPED, False)
    lapsed = story.stands("validation", date(2026, 3, 21))
    assert (lapsed.phase, lapsed.deemed, lapsed.unanswered) == (Phase.WITHDRAWN, True, True)
    assert lapsed.since == date(2026, 3, 20)
    assert lapsed.clock is not None
    assert (lapsed.clock.statutory, lapsed.clock.stopped) == (8, 10)
    assert story.code(replace(answered, on=date(2026, 3, 21))) == "approval.case.closed"
    assert "lapsed on 2026-03-20: its questions were not answered in time" in str(
        story.ask(replace(answered, on=date(2026, 3, 21)))
    )
    story.tell(answered)
    assert story.stands("validation", date(2026, 3, 21)).phase is Phase.RUNNING


def test_the_time_to_answer_that_ends_on_a_sunday_ends_on_the_monday_and_five_days_follow() -> None:
    """Asked on Thursday 12 March, the 10th day: ten days end on Sunday 22 March, and by Regulation 1182/71 on the
    Monday. An answer on that day lets the clock run on; of 15 days 10 are used, and the other 5 end on Saturday 28
    March, which is Monday 30 March.
    """
    story = validation().tell(QuestionsAsked(step="validation", on=date(2026, 3, 12)))
    assert story.stands("validation", date(2026, 3, 23)).phase is Phase.STOPPED
    assert story.stands("validation", date(2026, 3, 24)).since == date(2026, 3, 23)
    story.tell(AnswersReceived(step="validation", manifest=digest("a"), full=True, on=date(2026, 3, 23)))
    read = story.stands("validation", date(2026, 3, 24)).clock
    assert read is not None
    assert (read.limit, read.statutory, read.stopped) == (15, 11, 11)
    assert read.due is not None
    assert read.due.date == date(2026, 3, 30)


def test_a_deficiency_letter_that_nobody_answers_is_no_way_to_an_implied_licence() -> None:
    """The letter of 13 February: its 80 wd end on Tuesday 16 June (above). In the first version of the procedure
    the clock then ran on to a deemed licence; in the second the application is refused on the 16th.
    """
    story = accepted_under(2).tell(QuestionsAsked(step="review", on=date(2026, 2, 13)))
    assert story.stands("review", date(2026, 6, 16)).phase is Phase.STOPPED
    refused = story.stands("review", date(2026, 12, 1))
    assert (refused.phase, refused.deemed, refused.since) == (Phase.REFUSED, True, date(2026, 6, 16))
    first = accepted_under(1).tell(QuestionsAsked(step="review", on=date(2026, 2, 13)))
    assert first.stands("review", date(2026, 12, 1)).phase is Phase.APPROVED


def test_of_two_letters_the_first_that_is_not_answered_in_time_is_enough() -> None:
    story = accepted_under(2).tell(
        letter(date(2026, 2, 13), "quality"),
        letter(date(2026, 3, 2), "clinical"),
        answers(date(2026, 3, 16), "clinical"),
    )
    assert story.stands("review", date(2026, 6, 17)).since == date(2026, 6, 16)


def test_what_is_withdrawn_before_its_time_to_answer_passes_does_not_lapse() -> None:
    story = validation().tell(
        QuestionsAsked(step="validation", on=date(2026, 3, 10)),
        StepWithdrawn(step="validation", on=date(2026, 3, 20)),
    )
    stands = story.stands("validation", date(2026, 4, 20))
    assert (stands.phase, stands.deemed) == (Phase.WITHDRAWN, False)


def innovative() -> Story:
    story = trial_application(ACCEPTED, registration_class="1", ground="rare_disease")
    return story.tell(LaneTaken(step="review", lane="innovative-30", on=ACCEPTED))


def test_the_lane_of_thirty_days_reverts_to_sixty_from_the_same_start() -> None:
    """26 wd by Saturday 28 February; the 30th is Thursday 5 March. On Friday the 6th nobody has decided: the
    standard lane holds, whose 60th wd after the same 16 January is 17 April.
    """
    story = innovative()
    last = story.stands("review", date(2026, 3, 5))
    assert last.clock is not None
    assert (last.lane, last.clock.limit, last.clock.due) == ("innovative-30", 30, Due(date(2026, 3, 5)))
    after = story.stands("review", date(2026, 3, 6))
    assert after.clock is not None
    assert (after.lane, after.reverted_from, after.phase) == ("standard", "innovative-30", Phase.RUNNING)
    assert (after.clock.statutory, after.clock.due) == (31, Due(date(2026, 4, 17)))
    assert story.stands("review", date(2026, 4, 18)).deemed


def test_the_lane_can_be_left_until_its_twentieth_day() -> None:
    """The 20th wd is Friday 13 February; Saturday the 14th, which is worked, is the 21st."""
    story = innovative()
    leave = LaneTaken(step="review", lane="standard", reason="too complex", on=date(2026, 2, 13))
    assert not hasattr(story.ask(leave), "reasons")
    late = LaneTaken(step="review", lane="standard", reason="too complex", on=date(2026, 2, 14))
    assert story.code(late) == "approval.case.notice"
    story.tell(leave)
    moved = story.stands("review", date(2026, 2, 27)).clock
    assert moved is not None
    assert (moved.lane, moved.statutory, moved.due) == ("standard", 25, Due(date(2026, 4, 17)))


def test_a_clinical_hold_makes_thirty_days_run_anew() -> None:
    """Received on Monday 2 March 2026: in effect after 1 April. Held on 20 March (18 days), released on 10 April
    (21 days): thirty days from there end on Sunday 10 May, which is not rolled.
    """
    day = date(2026, 3, 2)
    story = Story(the_procedure("us-fda-ind"), day).evidence("review", day)
    story.tell(Submitted(step="review", manifest=digest("IND"), on=day))
    assert story.stands("review", date(2026, 4, 2)).since == date(2026, 4, 1)
    story.tell(
        Paused(step="review", reason="clinical hold", on=date(2026, 3, 20)),
        Resumed(step="review", on=date(2026, 4, 10)),
    )
    read = story.stands("review", date(2026, 4, 20)).clock
    assert read is not None
    assert (read.earlier, read.stopped, read.statutory, read.actual) == (18, 21, 10, 49)
    assert dict(read.by_party)[Party.AUTHORITY] == 21
    assert read.due == Due(date(2026, 5, 10))
    assert story.stands("review", date(2026, 5, 11)).deemed


def test_questions_lengthen_a_marketing_review_once_by_a_third_rounded_up() -> None:
    """200 wd and a third, 66.67, are 267; a second letter adds nothing."""
    day = date(2025, 1, 6)
    story = Story(the_procedure("cn-nmpa-marketing"), day).evidence("acceptance", day)
    story.tell(
        Submitted(step="acceptance", manifest=digest("dossier"), on=day),
        Decided(step="acceptance", outcome=Outcome.APPROVED, by="authority", document=digest("n"), on=day),
        QuestionsAsked(step="review", on=date(2025, 3, 3)),
    )
    assert story.stands("review", date(2025, 3, 3)).clock.limit == 267  # type: ignore[union-attr]
    story.tell(
        AnswersReceived(step="review", manifest=digest("a"), full=True, on=date(2025, 4, 1)),
        QuestionsAsked(step="review", on=date(2025, 5, 6)),
    )
    assert story.stands("review", date(2025, 6, 3)).clock.limit == 267  # type: ignore[union-attr]


def test_a_letter_after_the_limit_changes_nothing_about_the_day_on_which_it_passed() -> None:
    """The ethics committee has 30 days from 17 December: 16 January. A letter on the 20th comes too late; where
    silence means nothing the clock still stops, and the step stays overdue since the 16th.
    """
    story = ethics()
    story.tell(QuestionsAsked(step="review", on=date(2026, 1, 20)))
    read = story.stands("review", date(2026, 1, 25)).clock
    assert read is not None
    assert (read.due, read.over) == (Due(date(2026, 1, 16)), True)
    assert (read.statutory, read.stopped, read.left) == (34, 5, -4)


def ethics() -> Story:
    day = date(2025, 12, 15)
    story = Story(the_procedure("cn-ethics"), day).evidence("review", day)
    return story.tell(
        Submitted(step="review", manifest=digest("dossier"), on=day),
        Accepted(step="review", on=date(2025, 12, 17)),
    )


def test_a_clock_that_starts_with_acceptance_waits_for_it() -> None:
    story = ethics()
    assert story.stands("review", date(2025, 12, 16)).phase is Phase.SUBMITTED
    assert story.stands("review", date(2025, 12, 16)).clock is None
    assert story.stands("review", date(2025, 12, 17)).phase is Phase.RUNNING


def test_nothing_is_overdue_on_the_last_day_itself() -> None:
    story = ethics()
    assert not story.stands("review", date(2026, 1, 16)).clock.over  # type: ignore[union-attr]
    assert story.stands("review", date(2026, 1, 17)).clock.over  # type: ignore[union-attr]


def test_an_appeal_has_a_clock_of_its_own() -> None:
    """Refused on 9 January, appealed on 12 January: 30 days end on 11 February. The old clock is of no account."""
    from tilth.approval.events import ReviewerAssigned, Voted

    story = ethics()
    for person in ("p1", "p2", "p3", "p4"):
        story.tell(ReviewerAssigned(step="review", person=person, role="ethics_reviewer", on=date(2025, 12, 18)))
    for person in ("p1", "p2", "p3", "p4"):
        vote = Voted(step="review", person=person, outcome=Outcome.REFUSED, reason="unclear", on=date(2026, 1, 9))
        story.tell(vote)
    assert story.stands("review", date(2026, 1, 9)).phase is Phase.REFUSED
    story.tell(Appealed(step="review", grounds="the consent form was amended", on=date(2026, 1, 12)))
    stands = story.stands("review", date(2026, 1, 20))
    assert stands.clock is not None
    assert (stands.phase, stands.lane, stands.clock.due) == (Phase.RUNNING, "appeal", Due(date(2026, 2, 11)))
    assert story.case(date(2026, 1, 20)).step("review").refusals[0].outcome is Outcome.REFUSED
    assert story.stands("review", date(2026, 1, 9)).phase is Phase.REFUSED, "the past stays as it was"


def test_a_step_taken_back_stays_where_its_clock_was() -> None:
    story = ethics().tell(StepWithdrawn(step="review", on=date(2026, 1, 5)))
    stands = story.stands("review", date(2026, 3, 1))
    assert (stands.phase, stands.since) == (Phase.WITHDRAWN, date(2026, 1, 5))
    assert stands.clock is not None
    assert stands.clock.statutory == 19


def test_a_decision_ends_the_clock() -> None:
    story = trial_application(ACCEPTED).tell(
        Decided(step="review", outcome=Outcome.REFUSED, by="authority", document=digest("no"), on=date(2026, 3, 2))
    )
    stands = story.stands("review", date(2026, 8, 1))
    assert (stands.phase, stands.deemed, stands.since) == (Phase.REFUSED, False, date(2026, 3, 2))
    assert stands.clock is not None
    assert stands.clock.statutory == 27


def test_a_case_is_read_under_the_very_procedure_that_it_pins() -> None:
    story = trial_application(ACCEPTED)
    with pytest.raises(IntegrityError) as raised:
        standing(story.case(ACCEPTED), the_procedure("cn-nmpa-marketing"), ACCEPTED)
    assert raised.value.code == "approval.pinned"
