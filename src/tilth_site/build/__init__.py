"""The foundry at its benches: runs that carry out build plans, their steps, robots' files and reports."""
