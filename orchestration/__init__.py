"""Dagster's side of the complaint warehouse: landing, building, checking, publishing."""
