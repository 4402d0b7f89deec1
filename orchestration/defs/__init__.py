"""Dagster definitions, one thin module per stage. What they call lies in the packages beside this one."""

OWNERS = ["team:complaint-data"]

# seconds between two lines of Dagster's log that tell how far a long step has come
LOGGED_EVERY = 30.0
