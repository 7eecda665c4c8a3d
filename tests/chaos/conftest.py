"""What tests of the judge share with those of jobs: a site in this process with a scripted TT API."""

from tests.jobs.conftest import ttapi, upstream

__all__ = ["ttapi", "upstream"]
