"""The expectations of the suites, as Great Expectations knows them: named for what they check, on a feed's columns.

Each holds a number of the profile, of all its rows the one nearest to the bound or beyond it, against that bound.
Imported only when a suite runs, for the sake of Great Expectations.
"""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.expectations.registry import get_metric_kwargs
from great_expectations.render import LegacyDiagnosticRendererType
from great_expectations.render.components import RenderedStringTemplateContent
from great_expectations.render.renderer.renderer import renderer
from great_expectations.validator.metric_configuration import MetricConfiguration

from expectations.outcome import Rule, in_numbers

WARNING_ICON = ("fas", "fa-exclamation-triangle", "text-warning")


class _Measured(BatchExpectation):
    """`column` is the one that is checked, or None for whole rows and files; `measure` is its number in the profile."""

    column: str | None = None
    measure: str
    min_value: float | None = None
    max_value: float | None = None

    success_keys: ClassVar[tuple[str, ...]] = ("measure", "min_value", "max_value")
    metric: ClassVar[str]

    def get_validation_dependencies(self, execution_engine: Any = None, runtime_configuration: Any = None) -> Any:
        dependencies = super().get_validation_dependencies(execution_engine, runtime_configuration)
        of_metric = get_metric_kwargs(self.metric, self.configuration, runtime_configuration)
        of_metric["metric_domain_kwargs"]["column"] = self.measure
        dependencies.set_metric_configuration(
            self.metric,
            MetricConfiguration(self.metric, of_metric["metric_domain_kwargs"], of_metric["metric_value_kwargs"]),
        )
        return dependencies

    def _validate(
        self, metrics: dict[str, Any], runtime_configuration: Any = None, execution_engine: Any = None
    ) -> Any:
        return self._validate_metric_value_between(self.metric, metrics, runtime_configuration, execution_engine)

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.OBSERVED_VALUE)
    def _diagnostic_observed_value_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None
    ) -> str:
        value = result.result.get("observed_value")
        return "--" if value is None else in_numbers(result.expectation_config.kwargs["measure"], value)

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.STATUS_ICON)
    def _diagnostic_status_icon_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None
    ) -> RenderedStringTemplateContent:
        icon = super()._diagnostic_status_icon_renderer(configuration, result, runtime_configuration)
        if not result.success and result.expectation_config.severity == FailureSeverity.WARNING:
            icon.string_template["styling"]["params"]["icon"]["classes"] = list(WARNING_ICON)
        return icon


class _AtLeast(_Measured):
    metric: ClassVar[str] = "column.min"


class _AtMost(_Measured):
    metric: ClassVar[str] = "column.max"


@cache
def expectation_of(rule: Rule) -> type[_Measured]:
    """The kind of expectation that a rule is, by the name that the rule gives it."""
    base = _AtMost if rule.at_least is None else _AtLeast
    name = "".join(word.capitalize() for word in ("expect", *rule.expects.split("_")))
    return _named(name, base)


@cache
def _named(name: str, base: type[_Measured]) -> type[_Measured]:
    return type(name, (base,), {"__module__": __name__, "__doc__": base.__doc__})
