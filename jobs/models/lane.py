"""What was used lately, as tags by which teams and their members take turns (see jobs.turns)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import ClassVar, NamedTuple

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models import Team

# PostgreSQL takes a NULL that nobody gave a type for a text, and unites it with no number.
_READ = """
SELECT CAST(NULL AS bigint), CAST(NULL AS bigint), COALESCE(MAX(vtime), 0), 0 FROM jobs_upstream
UNION ALL SELECT team_id, NULL, tag, served FROM jobs_teamlane WHERE team_id IN ({0})
UNION ALL SELECT team_id, user_id, tag, 0 FROM jobs_lane WHERE team_id IN ({0})
"""
# The greater of two is a CASE, since SQLite and PostgreSQL name that function differently.
_TEAM = """
INSERT INTO jobs_teamlane (team_id, tag, served) VALUES (%(team)s, %(team_tag)s + %(cost)s, %(tag)s)
ON CONFLICT (team_id) DO UPDATE SET
tag = CASE WHEN jobs_teamlane.tag > %(team_tag)s THEN jobs_teamlane.tag ELSE %(team_tag)s END + %(cost)s,
served = CASE WHEN jobs_teamlane.served > %(tag)s THEN jobs_teamlane.served ELSE %(tag)s END
"""
_MEMBER = """
INSERT INTO jobs_lane (team_id, user_id, tag) VALUES (%(team)s, %(user)s, %(tag)s + %(cost)s)
ON CONFLICT (team_id, user_id) DO UPDATE SET
tag = CASE WHEN jobs_lane.tag > %(tag)s THEN jobs_lane.tag ELSE %(tag)s END + %(cost)s
"""


class Charge(NamedTuple):
    """What somebody was served, the tags of their line and their team's at that, and what it cost."""

    team: int
    user: int
    team_tag: int
    tag: int
    cost: int


class Tags(NamedTuple):
    """Where a team stands among teams, and where its members do."""

    tag: int
    served: int


class TeamLane(models.Model):
    """A team's line: `tag` grows by what it is served, in thousandths of a unit; `served` is the last member's tag."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE)
    tag = models.BigIntegerField(default=0)
    served = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("lane of a team")
        verbose_name_plural = _("lanes of teams")

    def __str__(self) -> str:
        return f"lane of team {self.team_id}"


class LaneQuerySet(models.QuerySet["Lane"]):
    def tags(self, teams: Collection[int]) -> tuple[int, dict[int, Tags], dict[tuple[int, int], int]]:
        """What was served last wherever, the tags of these teams, and those of their members by team and person."""
        floors, members, site = dict.fromkeys(teams, Tags(0, 0)), {}, 0
        # Written out, like `charge`: every claim comes by here while it keeps all other writers waiting.
        with connection.cursor() as cursor:
            cursor.execute(_READ.format(", ".join(["%s"] * len(teams)) or "NULL"), [*teams, *teams])
            for team, user, tag, served in cursor.fetchall():
                if user is not None:
                    members[team, user] = tag
                elif team is not None:
                    floors[team] = Tags(tag, served)
                else:
                    site = tag
        return site, floors, members

    def charge(self, served: Iterable[Charge]) -> None:
        """Move the lines of those who were served on.

        Call it last in a transaction: all lock these rows in one order, and nothing after them.
        """
        rows = [charge._asdict() for charge in sorted(served)]
        with connection.cursor() as cursor:
            cursor.executemany(_TEAM, rows)
            cursor.executemany(_MEMBER, rows)


class Lane(models.Model):
    """A person's line in a team."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    tag = models.BigIntegerField(default=0)

    objects: ClassVar[LaneQuerySet] = LaneQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("lane")
        verbose_name_plural = _("lanes")
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="one_lane_a_member")]

    def __str__(self) -> str:
        return f"lane of {self.user_id} in team {self.team_id}"
