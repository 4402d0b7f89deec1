"""The workbook behind a report's numbers: a sheet for each section; numbers unrounded, their marks as comments."""

from orchestration.report.workbook.reading import read_workbook
from orchestration.report.workbook.writing import write_workbook

__all__ = ["read_workbook", "write_workbook"]
