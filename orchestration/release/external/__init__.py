"""The external edition of a release: counts for readers outside, in which small ones cannot be found out.

`frequencies` says what is counted, `alternatives` what else a reader may take for true, `suppression` which counts are
not shown, `editions` remembers which were not, and `edition` writes the files.
"""

from orchestration.release.external.edition import write_edition
from orchestration.release.external.editions import ExternalEditionError

__all__ = ["ExternalEditionError", "write_edition"]
