"""A child process that does not outlive its parent, however the parent ends.

A parent that is killed with SIGKILL can tell its children nothing. So each child watches the pipe that
multiprocessing keeps to the parent, which the kernel closes when the parent is gone, and then ends itself.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading

__all__ = ["hold_on"]


def hold_on(grace: float, *, group: bool = False) -> None:
    """Watch the parent from now on. When it is gone, ask this process to end (SIGTERM) and, ``grace`` seconds
    later, end it, with its whole process group where ``group`` says so.

    To be called in a process that multiprocessing has spawned; elsewhere there is no parent to watch, and it does
    nothing.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if group:
        # A group of its own: a Ctrl-C at the terminal is the parent's to pass on, and children can be ended too.
        os.setpgid(0, 0)

    def watch() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
        threading.Event().wait(grace)
        if group:
            os.killpg(0, signal.SIGKILL)
        os._exit(1)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()
