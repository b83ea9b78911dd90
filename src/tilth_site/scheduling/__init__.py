"""The foundry's schedule: the queue of requests, proposals, the schedule in force, and changes of it."""
