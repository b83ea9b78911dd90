from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from itertools import count, islice

import numpy as np
import pytest
from numpy.random import SeedSequence, default_rng

from peak_memory import numbers_printed
from tilth.kernel.errors import FileError, LimitError, OptionError, TilthError
from tilth.kernel.executor import InlineExecutor, WorkerPool, dask_executor, map_ordered, open_executor, with_seeds

# The functions that run in other processes stand at the top level, where a fresh process can import them.


def square(number: int) -> int:
    return number * number


def draw(task: tuple[int, SeedSequence]) -> tuple[int, float]:
    item, seed = task
    return item, float(default_rng(seed).normal())


def process_id(_: int) -> int:
    return os.getpid()


def fail_at_seven(number: int) -> int:
    if number == 7:
        raise FileError("parts.bad", "It broke.", file="a.gb", mend="Mend it.", record="pX", line=3)
    return number


def reach_a_limit(number: int) -> int:
    raise LimitError("count.limit", "Too many.", mend="Take fewer.", data={"limit": 3, "counted": number})


class AwkwardError(Exception):
    """Cannot be rebuilt from its pickle: the second argument is lost on the way."""

    def __init__(self, message: str, detail: str) -> None:
        super().__init__(message)
        self.detail = detail


def fail_awkwardly(number: int) -> int:
    raise AwkwardError("awkward", "detail")


def die(number: int) -> int:
    os._exit(1)


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(2) as pool:
        yield pool


@pytest.fixture(params=["inline", "threads", "processes"])
def executor(request: pytest.FixtureRequest, pool: WorkerPool) -> Iterator[Executor]:
    if request.param == "processes":
        yield pool
        return
    with InlineExecutor() if request.param == "inline" else ThreadPoolExecutor(3) as executor:
        yield executor


def test_results_come_in_the_order_of_the_items(executor: Executor) -> None:
    assert list(map_ordered(square, range(1000), executor)) == [number**2 for number in range(1000)]


@pytest.mark.parametrize("chunk", [None, 1, 3, 10_000])
@pytest.mark.parametrize("ahead", [None, 1, 5])
def test_neither_chunk_nor_ahead_changes_a_result(
    executor: Executor, chunk: int | None, ahead: int | None
) -> None:
    found = map_ordered(square, range(50), executor, chunk=chunk, ahead=ahead)
    assert list(found) == [number**2 for number in range(50)]


def test_no_items_give_no_results(executor: Executor) -> None:
    assert list(map_ordered(square, [], executor)) == []


def test_a_failure_comes_with_every_field_after_the_results_before_it(executor: Executor) -> None:
    found = map_ordered(fail_at_seven, range(100), executor, chunk=5)
    assert list(islice(found, 7)) == list(range(7))
    with pytest.raises(FileError) as caught:
        next(found)
    error = caught.value
    assert (error.code, error.message, error.mend) == ("parts.bad", "It broke.", "Mend it.")
    assert (error.file, error.record, error.line) == ("a.gb", "pX", 3)
    assert error.__notes__[0].startswith("Raised on item 7 (counted from 0)")
    assert list(found) == []


def test_the_data_of_an_error_comes_back_too(executor: Executor) -> None:
    with pytest.raises(LimitError) as caught:
        list(map_ordered(reach_a_limit, [5], executor))
    assert caught.value.data == {"limit": 3, "counted": 5}


def test_the_workers_traceback_is_in_the_note(pool: WorkerPool) -> None:
    with pytest.raises(FileError) as caught:
        list(map_ordered(fail_at_seven, range(10), pool))
    assert "in fail_at_seven" in caught.value.__notes__[0]


def test_an_exception_that_cannot_travel_is_told_by_a_stand_in(executor: Executor) -> None:
    with pytest.raises(TilthError, match="failed with AwkwardError: awkward") as caught:
        list(map_ordered(fail_awkwardly, range(3), executor))
    assert caught.value.code == "executor.failed"
    assert "in fail_awkwardly" in caught.value.__notes__[0]


def test_the_pool_works_on_after_a_failure(pool: WorkerPool) -> None:
    for function in (fail_at_seven, fail_awkwardly):
        with pytest.raises(TilthError):
            list(map_ordered(function, range(100), pool))
    assert list(map_ordered(square, [3], pool)) == [9]


def test_progress_counts_the_items_done_up_to_all_of_them(executor: Executor) -> None:
    seen: list[int] = []
    list(map_ordered(square, range(100), executor, chunk=30, progress=seen.append))
    assert seen == [30, 60, 90, 100]


def test_progress_is_called_in_the_callers_thread() -> None:
    seen: set[int] = set()
    with ThreadPoolExecutor(2) as pool:
        list(map_ordered(square, range(100), pool, progress=lambda _: seen.add(threading.get_ident())))
    assert seen == {threading.get_ident()}


class Recorder(Executor):
    """Holds every future back until it is asked to run, and remembers them all."""

    def __init__(self) -> None:
        self.futures: list[Future[object]] = []

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        future: Future[object] = Future()
        self.futures.append(future)
        if len(self.futures) <= 2:
            future.set_result(fn(*args, **kwargs))
        return future


def test_an_endless_stream_is_taken_only_ahead_batches_at_a_time() -> None:
    taken: list[int] = []
    recorder = Recorder()
    found = map_ordered(square, (taken.append(n) or n for n in count()), recorder, chunk=10, ahead=4)
    assert next(found) == 0
    assert len(recorder.futures) == 4
    assert len(taken) == 40


def test_what_waits_is_cancelled_on_failure() -> None:
    recorder = Recorder()
    with pytest.raises(FileError):
        list(map_ordered(fail_at_seven, range(100), recorder, chunk=5, ahead=6))
    assert [future.cancelled() for future in recorder.futures] == [False, False, True, True, True, True, True]


def test_what_waits_is_cancelled_when_the_caller_stops_early() -> None:
    recorder = Recorder()
    found = map_ordered(square, range(100), recorder, chunk=5, ahead=6)
    next(found)
    found.close()  # type: ignore[attr-defined]
    assert [future.cancelled() for future in recorder.futures] == [False, False, True, True, True, True]


def test_an_exception_of_the_items_themselves_ends_the_stream(executor: Executor) -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        list(map_ordered(square, items(), executor))


def test_nothing_runs_before_the_first_result_is_asked_for() -> None:
    recorder = Recorder()
    map_ordered(square, range(10), recorder)
    assert recorder.futures == []


def test_in_this_process_only_what_is_asked_for_runs() -> None:
    ran: list[int] = []
    found = map_ordered(ran.append, count(), InlineExecutor())
    list(islice(found, 3))
    assert ran == [0, 1, 2]


def test_a_million_items_stream_in_constant_memory() -> None:
    program = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from tilth.kernel.executor import map_ordered\n"
        "with ThreadPoolExecutor(2) as pool:\n"
        "    sum(map_ordered(abs, range(10_000), pool))\n"
        "    before = peak()\n"
        "    print(sum(map_ordered(abs, range(1_000_000), pool)), peak() - before)\n"
    )
    total, grown = numbers_printed(program)
    assert total == 499_999_500_000
    # A million ints in a list would take 36 MB.
    assert grown < 8 << 20


@pytest.mark.parametrize(("name", "value"), [("chunk", 0), ("chunk", -1), ("ahead", 0)])
def test_a_bound_below_one_is_refused_at_once(name: str, value: int) -> None:
    with pytest.raises(OptionError, match=f"{name} cannot be {value}") as caught:
        map_ordered(square, [1], InlineExecutor(), **{name: value})
    assert caught.value.data == {name: value}


def test_a_function_that_cannot_be_sent_to_a_process_is_refused_at_once(pool: WorkerPool) -> None:
    with pytest.raises(OptionError, match="cannot be sent to another process") as caught:
        map_ordered(lambda number: number, [1], pool)
    assert caught.value.code == "executor.function"


def test_a_function_of_any_kind_runs_in_this_process() -> None:
    assert list(map_ordered(lambda number: number + 1, [1], InlineExecutor())) == [2]


def test_a_worker_that_dies_is_said_clearly() -> None:
    with WorkerPool(2) as pool:
        with pytest.raises(TilthError, match="A worker process died") as caught:
            list(map_ordered(die, range(3), pool))
        assert caught.value.code == "executor.broken"
        with pytest.raises(TilthError, match="A worker process died"):
            list(map_ordered(square, range(3), pool))


def test_inline_runs_at_submission_in_this_thread() -> None:
    executor = InlineExecutor()
    future = executor.submit(threading.get_ident)
    assert future.done()
    assert future.result() == threading.get_ident()


def test_inline_keeps_an_exception_for_the_one_who_asks() -> None:
    future = InlineExecutor().submit(fail_at_seven, 7)
    assert isinstance(future.exception(), FileError)


def test_inline_takes_no_call_after_shutdown() -> None:
    executor = InlineExecutor()
    with executor:
        assert list(executor.map(square, [1, 2])) == [1, 4]
    with pytest.raises(RuntimeError, match="shut down"):
        executor.submit(square, 1)


@pytest.mark.parametrize("workers", [0, 1])
def test_no_worker_or_one_means_this_process(workers: int) -> None:
    with open_executor(workers) as executor:
        assert isinstance(executor, InlineExecutor)
        assert executor.submit(os.getpid).result() == os.getpid()


def test_several_workers_are_processes_started_afresh() -> None:
    with open_executor(2) as executor:
        assert isinstance(executor, WorkerPool)
        assert executor.workers == 2
        found = set(map_ordered(process_id, range(20), executor, chunk=1))
    assert os.getpid() not in found
    assert 1 <= len(found) <= 2


@pytest.mark.parametrize(("cpus", "kind"), [(1, InlineExecutor), (3, WorkerPool)])
def test_by_default_there_is_a_worker_for_each_cpu_allowed(
    monkeypatch: pytest.MonkeyPatch, cpus: int, kind: type[Executor]
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cpus)), raising=False)
    with open_executor() as executor:
        assert type(executor) is kind
        assert not isinstance(executor, WorkerPool) or executor.workers == cpus


def test_a_negative_number_of_workers_is_refused() -> None:
    with pytest.raises(OptionError, match="There cannot be -2 workers"):
        open_executor(-2)


def test_the_same_seed_gives_the_same_draws_on_any_number_of_workers(executor: Executor) -> None:
    here = [draw(task) for task in with_seeds(range(200), 20260101)]
    for chunk in (None, 1, 7):
        assert list(map_ordered(draw, with_seeds(range(200), 20260101), executor, chunk=chunk)) == here


def test_seeds_are_the_children_that_numpy_spawns() -> None:
    for root in (7, SeedSequence(7), SeedSequence(7, spawn_key=(3, 1)), SeedSequence(7, pool_size=8)):
        parent = SeedSequence(root) if isinstance(root, int) else root
        expected = [child.generate_state(4).tolist() for child in parent.spawn(5)]
        assert [seed.generate_state(4).tolist() for _, seed in with_seeds("abcde", root)] == expected


def test_a_seed_depends_on_the_items_place_and_not_on_how_many_follow() -> None:
    few = [draw(task)[1] for task in with_seeds(range(3), 1)]
    many = [draw(task)[1] for task in with_seeds(range(9), 1)]
    assert many[:3] == few
    assert len(set(many)) == 9


def test_seeds_are_made_as_they_are_asked_for() -> None:
    assert [item for item, _ in islice(with_seeds(count(), 1), 3)] == [0, 1, 2]


def test_a_numpy_integer_is_a_seed_and_a_negative_one_is_refused() -> None:
    assert draw(next(with_seeds([0], np.int64(5)))) == draw(next(with_seeds([0], 5)))
    with pytest.raises(OptionError, match="A seed cannot be -1"):
        with_seeds([0], -1)


def test_a_dask_client_is_asked_to_run_every_call() -> None:
    class Client:
        def get_executor(self, *, pure: bool) -> Executor:
            assert pure is False
            return InlineExecutor()

    assert dask_executor(Client()).submit(square, 3).result() == 9
