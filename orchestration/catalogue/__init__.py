"""The site about what is published: every table with its meaning, tests, example and origin, and what releases changed.

Reads a release, dbt's manifest and the documents of the checkout, and writes pages that open from disk without a
network. Not here: dbt's own pages (`warehouse`) and those of the checks (`expectations`), which the site links.
"""

from orchestration.catalogue.site import write_site

__all__ = ["write_site"]
