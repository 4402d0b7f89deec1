"""The report as one web page that needs nothing besides itself: charts, the source of each number, light and dark.

`writing` makes the page of a document, `reading` takes out of a page every number that a reader can see.
"""

from orchestration.report.page.reading import read_page
from orchestration.report.page.writing import write_page

__all__ = ["read_page", "write_page"]
