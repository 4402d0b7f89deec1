"""The page that a manager begins with: the release of today, its reports, what changed, what is overdue, how good.

It stands in `reports/index.html`, needs no server, and is written anew by every run and by every report.
"""

from orchestration.report.start_page.keeping import keep_start_page
from orchestration.report.start_page.writing import write_start_page

__all__ = ["keep_start_page", "write_start_page"]
