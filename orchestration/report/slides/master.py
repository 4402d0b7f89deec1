"""The master that slides are made on: its file, its layouts in their order, and its fonts."""

from __future__ import annotations

from pathlib import Path

TEMPLATE = Path(__file__).with_name("template.pptx")
LAYOUTS = ("cover", "section", "chart", "text", "table", "figures")
LATIN, EAST_ASIAN = "Arial", "Microsoft YaHei"
