"""Tools for the person who has a file: what would become of it, a first contract for it, what is quarantined of it."""
