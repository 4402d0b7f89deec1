"""Write, audit, publish: from the built warehouse to one complete, read-only release that BI opens.

What belongs here: the candidate file and the record of what was checked, content hashes, the release folders with their
manifests, how long they are kept, the swap, and the summary of what was published. Not here: any transformation (dbt)
and any judgement of the data (dbt and expectations); this package is told what they found.
"""

from orchestration.release.audit import (
    forget_build,
    may_be_released,
    record_build,
    record_release_check,
    release_built_on,
    rows_to_search,
)
from orchestration.release.candidate import build_candidate
from orchestration.release.emptiness import quarantine_reasons, why_empty, why_unusable
from orchestration.release.hashes import content_hashes
from orchestration.release.manifest import ChecksPassed, CheckWarning, FileLeftOut, Manifest, code_version
from orchestration.release.publishing import publish, standing_release
from orchestration.release.refusal import ReleaseRefusedError
from orchestration.release.revisions import write_history
from orchestration.release.shelf import current_manifest, published_loads
from orchestration.release.summary import render_summary

__all__ = [
    "CheckWarning",
    "ChecksPassed",
    "FileLeftOut",
    "Manifest",
    "ReleaseRefusedError",
    "build_candidate",
    "code_version",
    "content_hashes",
    "current_manifest",
    "forget_build",
    "may_be_released",
    "publish",
    "published_loads",
    "quarantine_reasons",
    "record_build",
    "record_release_check",
    "release_built_on",
    "render_summary",
    "rows_to_search",
    "standing_release",
    "why_empty",
    "why_unusable",
    "write_history",
]
