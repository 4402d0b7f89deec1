"""What Dagster shows of a table that was built."""

from pathlib import Path

import dagster as dg
import duckdb

from orchestration.defs.previews import previewed
from tests.pipeline import settings_for


def test_tables_and_views_show_their_columns_and_what_these_mean(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    with duckdb.connect(str(settings.warehouse)) as warehouse:
        warehouse.execute(
            """
            create schema marts; create schema staging;
            create table marts.shares as select 'hq' as source_system, 0.5::double as share;
            comment on column marts.shares.share is 'Share of the year.';
            create view staging.rows as select 2011 as report_year from marts.shares;
            """
        )
    schema = dg.TableSchema([dg.TableColumn("source_system", description="Feed."), dg.TableColumn("share")])
    shares = dg.AssetSpec(["marts", "shares"], metadata={"dagster/column_schema": schema})

    @dg.multi_asset(specs=[shares, dg.AssetSpec(["staging", "rows"])])
    def build(context: dg.AssetExecutionContext):
        names = context.assets_def.get_output_name_for_asset_key
        outputs = [dg.Output(None, names(key), metadata={"made": "earlier"}) for key in context.assets_def.keys]
        yield from previewed(context, outputs, settings)

    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize([build], instance=instance)
    shown = {made.asset_key.path[1]: made.metadata for made in result.asset_materializations_for_node("build")}
    columns = {
        name: [(each.name, each.type, each.description) for each in made["dagster/column_schema"].schema.columns]
        for name, made in shown.items()
    }
    assert columns == {
        "shares": [("source_system", "varchar", "Feed."), ("share", "double", "Share of the year.")],
        "rows": [("report_year", "integer", None)],
    }
    assert shown["shares"]["dagster/row_count"].value == 1
    assert shown["shares"]["made"].value == "earlier"
    assert "dagster/row_count" not in shown["rows"]
