"""The report as slides: written with native text, tables and charts, and read again number by number."""

from orchestration.report.slides.deck import write_slides
from orchestration.report.slides.reading import read_slides

__all__ = ["read_slides", "write_slides"]
