"""What a prompt is judged against: the default model, the plan at the service, and our own limits."""

from dataclasses import dataclass

from jobs.prompts.versions import DEFAULT_VERSION


@dataclass(frozen=True, slots=True)
class Plan:
    """A subscription at the service: how much it takes at once and what it may do."""

    name: str
    most_jobs: int
    most_repeats: int
    jobs_rule: str
    repeats_rule: str
    has_relax: bool = True
    has_stealth: bool = False
    has_relaxed_video: bool = False


PLANS: dict[str, Plan] = {
    "basic": Plan("Basic", 4, 4, "P05", "N21", has_relax=False),
    "standard": Plan("Standard", 10, 10, "P06", "N22"),
    "pro": Plan("Pro", 40, 40, "P07", "N23", has_stealth=True, has_relaxed_video=True),
    "mega": Plan("Mega", 40, 40, "P07", "N23", has_stealth=True, has_relaxed_video=True),
}


@dataclass(frozen=True, slots=True)
class Context:
    """Everything outside the text that decides whether a prompt may be sent.

    `version` is the default model (as `--v` takes it, or "niji 7"), `mode` the speed where the text names none.
    `balance` and `price` are in thousandths of a unit; without a balance nothing is said about cost. `own_hosts` (host
    or host:port) are addresses of ours that count as public.
    """

    version: str = DEFAULT_VERSION
    plan: str = "pro"
    mode: str = "fast"
    on_discord: bool = False
    batches_in_relax: bool = True
    most_jobs: int | None = None
    confirm_above: int = 8
    longest: int = 6000
    long: int = 2000
    shortcuts: frozenset[str] = frozenset()
    blocked: frozenset[str] = frozenset()
    refused_today: int = 0
    most_refused: int = 30
    balance: int | None = None
    price: int = 1000
    own_hosts: frozenset[str] = frozenset()

    @property
    def at(self) -> Plan:
        """The row of the plan."""
        return PLANS[self.plan]

    @property
    def job_limit(self) -> int:
        """The most jobs one prompt may become."""
        return self.at.most_jobs if self.most_jobs is None else min(self.most_jobs, self.at.most_jobs)
