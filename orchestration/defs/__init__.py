"""Dagster definitions, one thin module per stage. What they call lies in the packages beside this one."""

OWNERS = ["team:complaint-data"]
