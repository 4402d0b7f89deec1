"""The template of the dashboards: complete in both languages, and read by the exposure that dbt has of it."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from bi.superset.charts import chart
from bi.superset.datasets import dataset, describe
from bi.superset.generate import files
from bi.superset.layout import dashboard
from bi.superset.template import LANGUAGES, Template, dataset_names, dataset_sql
from orchestration.settings import BUNDLED_CONFIG, CHECKOUT, DBT_PROJECT, shared_rules
from tests.conftest import BundledRun
from tests.superset.words import CODES

FOLDER = CHECKOUT / "bi" / "superset" / "template"
TEXT = {"en", "zh"}


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _nodes(child)


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.yml")), ids=lambda path: path.stem)
def test_every_text_is_said_in_each_language(path: Path) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    texts = [node for node in _nodes(content) if isinstance(node, dict) and TEXT & set(node)]
    assert [text for text in texts if TEXT - set(text) or not all(text[language] for language in LANGUAGES)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_tell_charts_apart(language: str) -> None:
    template = Template(language)
    titles = Counter(template.said(chart.says["title"]) for chart in template.charts())
    assert [title for title, times in titles.items() if times > 1] == []


def test_nothing_of_the_template_is_there_for_nobody() -> None:
    """Each dataset, measure, column name, word and colour is one that a chart, a filter or a query takes."""
    template = Template("en")
    charts = list(template.charts())
    taken = {node.lstrip("-") for node in _nodes([chart.says for chart in charts]) if isinstance(node, str)}
    queries = "".join(dataset_sql(name) for name in dataset_names())
    assert set(dataset_names()) == {chart.dataset for chart in charts} | {"scopes"}
    measures = {name for dataset_name in dataset_names() for name in template.measures(dataset_name)}
    assert measures - taken == set()
    columns = yaml.safe_load((FOLDER / "columns.yml").read_text(encoding="utf-8"))
    assert [name for name in columns if name not in measures and not re.search(rf"\b{name}\b", queries)] == []
    words = yaml.safe_load((FOLDER / "words.yml").read_text(encoding="utf-8"))
    assert [word for word in chain(words["words"], words["code_lists"]) if f"${word}" not in queries] == []


def test_words_stand_for_every_code() -> None:
    template = Template("en")
    with (BUNDLED_CONFIG / "reference" / "figures.csv").open(encoding="utf-8") as file:
        assert set(template.codes("measures").values()) == {row["measure"] for row in csv.DictReader(file)}
    reasons = chain.from_iterable(shared_rules()["quarantine_reasons"].values())
    assert set(template.codes("reasons").values()) == set(reasons)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_those_of_the_views(language: str, bundled_run: BundledRun) -> None:
    """Where a view of `bi` names a code, the dashboards call it the same."""
    names = {
        "source": ("year_on_year", "source_system"),
        "funnel_band": ("branches", "funnel_band"),
        "controllability": ("complaints_monthly", "controllability"),
        "channel_group": ("complaints_monthly", "channel_group"),
    }
    ending = "" if language == "en" else "_zh"
    with duckdb.connect(str(bundled_run.settings.published_database), read_only=True) as release:
        for column, (view, code) in names.items():
            found = release.execute(f"select distinct {code}, {code}_name{ending} from bi.{view}").fetchall()
            assert found == [(value, CODES[column][value][LANGUAGES.index(language)]) for value, _ in found]


def test_the_exposure_names_what_the_datasets_read() -> None:
    exposures = yaml.safe_load((DBT_PROJECT / "models" / "_exposures.yml").read_text(encoding="utf-8"))["exposures"]
    (exposure,) = (exposure for exposure in exposures if exposure["name"] == "superset_dashboard")
    read = {
        f"bi_{relation}" if schema == "bi" else relation
        for name in dataset_names()
        for schema, relation in re.findall(r"\b(bi|core|marts)\.(\w+)", dataset_sql(name))
    }
    assert exposure["depends_on"] == [f"ref('{name}')" for name in sorted(read)]


def test_identities_are_fixed_and_each_is_one(bundled_run: BundledRun) -> None:
    made = files(bundled_run.settings.published_database)
    assert made == files(bundled_run.settings.published_database)
    uuids = Counter(content["uuid"] for content in made.values() if "uuid" in content)
    assert max(uuids.values()) == 1
    assert Template("en").uuid("dashboard", "complaints") == "15ea2eda-4a35-50e6-b98a-1c76d7395bc7"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filter_reaches_the_charts_that_have_its_column(language: str, bundled_run: BundledRun) -> None:
    template = Template(language)
    described = describe(bundled_run.settings.published_database, template)
    filters = dashboard(template, described)["metadata"]["native_filter_configuration"]
    names = [each.name for each in template.charts()]
    reached = {
        each["targets"][0]["column"]["name"]: set(names) - {names[number - 1] for number in each["scope"]["excluded"]}
        for each in filters
    }
    for column, found in reached.items():
        assert found == {
            each.name
            for each in template.charts()
            if column in described[each.dataset] and column in each.says.get("filters", [column])
        }


def test_what_a_chart_asks_for_is_in_its_dataset(bundled_run: BundledRun) -> None:
    template = Template("en")
    described = describe(bundled_run.settings.published_database, template)
    for each in template.charts():
        made = dataset(template, each.dataset, described[each.dataset])
        columns = {column["column_name"] for column in made["columns"]}
        measures = {measure["metric_name"] for measure in made["metrics"]}
        params = chart(template, each)["params"]
        asked = {params[name] for name in ("x_axis", "entity", "series") if name in params}
        asked |= {*params.get("groupby", []), *params.get("all_columns", [])}
        assert asked - columns == set(), each.name
        counted = {params[name] for name in ("metric", "x", "y", "size") if name in params}
        counted |= {*params.get("metrics", []), *params.get("metrics_b", [])}
        assert counted - measures == set(), each.name
