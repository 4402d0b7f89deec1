"""What people are told when something is wrong with Spark."""


class SparkError(Exception):
    """Spark cannot be started or used. The message says why, and what to do."""
