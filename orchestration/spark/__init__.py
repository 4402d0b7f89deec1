"""Apache Spark beside DuckDB: a cluster on this machine or elsewhere, and what speaks to it.

Spark, its dbt adapter and sqlglot lie in an environment of their own (`.venv/spark`), and run in processes of their
own. Modules of `inside/` are run by that environment's Python; all others by the warehouse's.
"""
