"""A TT API for tests: a real HTTP server on a loopback port that keeps the contract and breaks it on demand.

    def test_something(upstream):               # the fixture of tests/jobs/conftest.py
        upstream.limit = 10                     # jobs in progress; past it a submit gets 499
        upstream.seconds = 0.2                  # how long a job takes; math.inf: until upstream.finish()
        upstream.script(faults.drop(accept=True), prompt="fox")    # the next submit of a fox: taken, answer lost
        upstream.script(faults.status("fetch", 503), times=3)
        engine = TTAPIEngine(upstream.key, upstream.url, allow_networks=upstream.networks)
        ...
        assert upstream.most <= 10              # jobs that were ever in progress at once
        assert upstream.taken("fox") == 1       # jobs accepted for a prompt; upstream.accepted is the whole log

`upstream.banned` are the words that its free check finds (promptCheck; a fault there is `at="check"`, of the account
`at="info"`).

Jobs wait for a tenth of their time, then run, then succeed with four real PNG tiles and a grid (`upstream.size` pixels
a tile) or a single one. A hookUrl on loopback is called at the end, up to three times until it answers 200;
`upstream.hooks` lists the calls. Everything asked is in `upstream.requests`. All attributes may be changed at any time.
The server speaks by itself and shares no line with jobs.wire.
"""

from tests.jobs.upstream import faults
from tests.jobs.upstream.faults import Fault
from tests.jobs.upstream.job import Hook, Job, Seen
from tests.jobs.upstream.server import Upstream

__all__ = ["Fault", "Hook", "Job", "Seen", "Upstream", "faults"]
