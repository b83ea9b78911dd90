"""The processes of the crash test.

``python writer.py found``: register the cluster that the writers write about.
``python writer.py write NAME LEDGER STOP``: act until the file STOP is there. Each action has a key; once it is
acknowledged, the key and the entries are appended to LEDGER and flushed to the disk. A writer that starts again
first repeats, under the same key, the call that LEDGER does not have: whether it was carried out it cannot know.
``python writer.py again``: try again the jobs that failed because their workers were killed.
``python writer.py report LEDGER...``: what became of it all, as JSON.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import django

BUSY = 6
"""With so many jobs unfinished the writers ask for no more: the worker is always busy and never far behind."""

DESIGN = """
title = "One unit"
parts = ["kit:cidar"]

[[assembly]]
name = "tu"
method = "golden_gate"
enzyme = "BsaI"
backbone = "DVK_AE"
slots = [["J23100_AB"], ["BCD2_BC"], ["E0040m_CD"], ["B0015_DE"]]
"""


def id_of(prefix: str, key: str) -> str:
    """The same id for the same key, however often it is asked for."""
    digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    number = int.from_bytes(hashlib.sha256(f"{prefix} {key}".encode()).digest()[:15], "big")
    return f"{prefix}_0" + "".join(digits[number >> 5 * place & 31] for place in range(25))


def found() -> None:
    from journeys import AT, done, register_organisation
    from tilth.parties import commands as ask
    from tilth.parties.model import OrganisationKind, Role
    from tilth_site.accounts.permissions import OPERATOR
    from tilth_site.journal.actions import Call
    from tilth_site.parties.actions import carry_out

    register_organisation("Operator", OrganisationKind.AUTHORITY, id_of("org", "operator"))
    register_organisation("Foundry", OrganisationKind.FOUNDRY, id_of("org", "foundry"))
    register_organisation("Firm", OrganisationKind.FIRM, id_of("org", "firm"))
    founder = id_of("per", "founder")
    done(carry_out(Call(OPERATOR, AT), ask.RegisterPerson(founder)))
    done(carry_out(Call(OPERATOR, AT), ask.GrantRole(id_of("org", "firm"), founder, Role.FOUNDER)))


class Ledger:
    """What was acknowledged: a line for each key, on the disk before the next action is asked for."""

    def __init__(self, path: Path) -> None:
        self.counts: Counter[str] = Counter(json.loads(line)["series"] for line in lines(path))
        self._stream = open(path, "a", encoding="ascii")  # noqa: SIM115  open as long as the process lives

    def keep(self, series: str, key: str, seqs: list[int], hashes: list[str]) -> None:
        self._stream.write(json.dumps({"series": series, "key": key, "seqs": seqs, "hashes": hashes}) + "\n")
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self.counts[series] += 1


def lines(path: Path) -> list[str]:
    """The whole lines; a line that a kill cut off was not acknowledged."""
    if not path.exists():
        return []
    text = path.read_text(encoding="ascii")
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        os.truncate(path, len(whole))
    return whole.splitlines()


def write(name: str, path: Path, stop: Path) -> None:
    """Organisations and requests, each in a series of its own, so that the queue may decide which is next."""
    from tilth_site.jobs.models import Job
    from tilth_site.journal.actions import Done

    ledger = Ledger(path)
    # Writers never rest; a process that is being started again goes before them.
    os.nice(10)
    while not stop.exists():
        series = "request" if Job.objects.unfinished().count() < BUSY else "organisation"
        key = f"{name}/{series}/{ledger.counts[series]}"
        outcome = register(key) if series == "organisation" else ask_for_design(key, ledger.counts[series])
        assert isinstance(outcome, Done), str(outcome)
        entries = outcome.entries
        ledger.keep(series, key, [entry.seq for entry in entries], [entry.hash for entry in entries])


def asked(actor, key: str):
    """A call of this moment: an older one's answer is not kept, and the worker would sweep it away."""
    from tilth_site.journal.actions import Call

    return Call(actor, datetime.now(UTC), key)


def register(key: str):
    from tilth.parties.commands import RegisterOrganisation
    from tilth.parties.model import Language, Name, NameKind
    from tilth_site.accounts.permissions import OPERATOR
    from tilth_site.parties.actions import carry_out

    names = (Name(key, Language.EN, NameKind.LEGAL),)
    return carry_out(asked(OPERATOR, key), RegisterOrganisation(id_of("org", key), names))


def ask_for_design(key: str, number: int):
    """Every other time open a request, and then hand a design in for it."""
    from journeys import Journey
    from tilth_site.foundry.actions import hand_in, open_request
    from tilth_site.foundry.designs import references
    from tilth_site.parties.actors import actor_of
    from tilth_site.uploads.bundle import DesignFiles
    from tilth_site.uploads.intake import Said, Stored, take_in_text
    from tilth_site.uploads.kinds import PLANS

    founder = id_of("per", "founder")
    call = asked(actor_of(founder), key)
    journey = Journey(
        id_of("org", "firm"), id_of("org", "foundry"), id_of("req", f"{key.rpartition('/')[0]}/{number // 2}")
    )
    if number % 2 == 0:
        return open_request(call, journey.opening(founder))
    stored = take_in_text(DESIGN, allowed=PLANS, said=Said(founder, call.at))
    assert isinstance(stored, Stored), stored
    return hand_in(call, journey.id, references(DesignFiles(stored), founder))


def report(paths: list[Path]) -> None:
    """Everything that could have gone wrong, as lists that should be empty, and how much was done."""
    from tilth_site.jobs.models import Job
    from tilth_site.journal.models import Answer, JournalEntry
    from tilth_site.journal.replay import check
    from tilth_site.journal.verify import verify_journal

    kept = [json.loads(line) for path in paths for line in lines(path)]
    stored = dict(JournalEntry.objects.values_list("seq", "hash"))
    answers = {answer.key: answer for answer in Answer.objects.all()}
    replay = check()
    print(
        json.dumps(
            {
                "acknowledged": len(kept),
                "lost": [one["key"] for one in kept if [stored.get(seq) for seq in one["seqs"]] != one["hashes"]],
                "acknowledged_twice": repeated(one["key"] for one in kept),
                "answered_otherwise": [
                    one["key"]
                    for one in kept
                    if [answers[one["key"]].first, answers[one["key"]].last] != [one["seqs"][0], one["seqs"][-1]]
                ],
                "begun_twice": repeated(streams("parties.organisation.registered", "foundry.request.opened")),
                "handed_in": len(list(streams("foundry.request.designed"))),
                "handed_in_twice": repeated(streams("foundry.request.designed")),
                "assessed_twice": repeated(streams("foundry.request.assessed")),
                "failed": repeated(streams("foundry.request.assessment_failed"), least=1),
                "unassessed": sorted(
                    {*streams("foundry.request.designed")} - {*streams("foundry.request.assessed")}
                ),
                "unfinished": list(Job.objects.exclude(state="done").values_list("id", flat=True)),
                "faults": [fault.as_dict() for fault in verify_journal().faults],
                "differ": replay.differ,
                "entries": replay.entries,
            }
        )
    )


def streams(*types: str) -> Iterator[str]:
    """The stream of each entry of those types."""
    from tilth_site.journal.models import JournalEntry

    return iter(JournalEntry.objects.filter(type__in=types).values_list("stream", flat=True))


def repeated(words: Iterator[str], least: int = 2) -> list[str]:
    return sorted(word for word, times in Counter(words).items() if times >= least)


def try_again() -> None:
    """What a person does with a job whose workers died under it too often; prints how many there were."""
    from tilth_site.accounts.permissions import OPERATOR
    from tilth_site.jobs.actions import retry
    from tilth_site.jobs.models import Job, JobState

    failed = list(Job.objects.filter(state=JobState.FAILED))
    for job in failed:
        assert job.error["code"] == "job.worker_lost", job.error
        retry(OPERATOR, job.id)
    print(len(failed))


def main(mode: str, words: list[str]) -> None:
    django.setup()
    match mode:
        case "found":
            found()
        case "write":
            write(words[0], Path(words[1]), Path(words[2]))
        case "again":
            try_again()
        case "report":
            report([Path(word) for word in words])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
