"""Why a pass or a file cannot land. Messages name the place and the remedy, and never carry the value of a cell."""

from __future__ import annotations


class LakeError(Exception):
    """The lake or its ledger is not in a state that landing can build on."""


class TokenKeyError(LakeError):
    """The lake was made with another token key than the deployment has now."""


class LandingInProgressError(Exception):
    """Another pass over the same feed is running."""


class FileChangedError(Exception):
    """The file was written to while it was being read; the next pass takes it up again."""


class FileRejectedError(Exception):
    """One file cannot land, whole; the other files of the feed go on."""


class HeaderMismatchError(FileRejectedError):
    """The file's header does not fit the contract."""
