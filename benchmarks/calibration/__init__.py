"""How often what the marts claim is true: drawn truths, and the project's own SQL on counts drawn from them.

`python -m benchmarks.calibration` measures every topic. A topic is a module of this package with `MODELS`, the dbt
models that it runs, and `measure(project, random, draws)`, which gives a `Measured` for each claim and kind of truth.
"""
