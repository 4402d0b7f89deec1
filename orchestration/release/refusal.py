"""What is said of a release that is not made, or to which readers are not led."""


class ReleaseRefusedError(RuntimeError):
    """A check behind a candidate failed or is missing, or a release cannot be read whole. Names cause and remedy."""
