"""Is what a deployment configures in order: its feed contracts and its reference data?

A run asks before anything lands. Under a wrong contract files would be rejected that are good.
"""

from __future__ import annotations

from orchestration.contracts import ContractError, load_contracts
from orchestration.settings import Settings
from orchestration.warehouse import ReferenceDataError, check_reference_data


class ConfigurationError(Exception):
    """The configuration cannot be used. The message has a line for each problem: file, line, entry and remedy."""


def check_configuration(settings: Settings) -> None:
    """Raise `ConfigurationError` with everything that is wrong in the contracts and the reference data."""
    problems = []
    for check in (lambda: load_contracts(settings.contracts), lambda: check_reference_data(settings)):
        try:
            check()
        except (ContractError, ReferenceDataError) as error:
            problems.append(str(error))
    if problems:
        raise ConfigurationError("\n".join(problems))
