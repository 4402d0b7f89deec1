from tests.release.external.small_releases import home_with_two_releases

__all__ = ["home_with_two_releases"]
