"""What people said of their pictures: marks, tags and collections, by chance as when somebody goes through a day's."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from mjweb.accounts.models import Team, User
from mjweb.gallery.demo import words
from mjweb.gallery.demo.rows import Row, Rows
from mjweb.gallery.models import Collection, Item, Mark, Tag, Tagging, Verdict
from mjweb.gallery.models.collection import GAP

_BY_ANOTHER = 0.15  # the share of marks that somebody else of the team makes
_GONE_THROUGH = 0.25  # the share of jobs whose pictures were
_VERDICTS = (Verdict.KEEP.value, Verdict.REJECT.value, "")
_GRADES = (0, 1, 2, 3, 4, 5)
_TAGGED, _COLLECTED = 0.04, 0.05
_LIVE = {"Best of the year": "grade:>=4 since:1y", "Wide and quick": "ar:16:9 mode:turbo", "Kept": "is:kept"}


class Judgements:
    """Of one team, as rows of three tables."""

    TABLES = (Mark, Tagging, Item)

    def __init__(self, people: Sequence[User], team: Team, dice: Random) -> None:
        self.people, self.dice = people, dice
        self.rows = (
            Rows(Mark, "user_id", "picture_id", "favourite", "grade", "verdict"),
            Rows(Tagging, "tag_id", "picture_id", "user_id"),
            Rows(Item, "collection_id", "picture_id", "place"),
        )
        self._tags = [Tag.objects.named(team, name).pk for name in words.TAGS]
        self._collections = {user.pk: self._made_by(user, team, number) for number, user in enumerate(people)}
        self._place = 0

    def _made_by(self, user: User, team: Team, number: int) -> list[int]:
        """Some by hand, one of five private, and of a few people one that is a search."""
        names = self.dice.sample(words.COLLECTIONS, 2)
        made = [
            Collection(team=team, user=user, name=name, is_private=self.dice.random() < 0.2)  # nobody else's to see
            for name in (f"{name} {number + 1}" for name in names)
        ]
        live = list(_LIVE.items())[number : number + 1]
        kept = [Collection(team=team, user=user, name=name, query=query) for name, query in live]
        Collection.objects.bulk_create([*made, *kept])
        return [one.pk for one in made]

    def of_job(self, user: int, pictures: Sequence[int]) -> tuple[list[Row], list[Row], list[Row]]:
        """What was said of the pictures of a job of this person."""
        dice = self.dice
        marks: list[Row] = []
        tags: list[Row] = []
        items: list[Row] = []
        if dice.random() < _GONE_THROUGH:
            judge = dice.choice(self.people).pk if dice.random() < _BY_ANOTHER else user
            for picture in pictures:
                (verdict,) = dice.choices(_VERDICTS, (0.25, 0.35, 0.4))
                (grade,) = dice.choices(_GRADES, (0.7, 0.03, 0.05, 0.09, 0.08, 0.05))
                favourite = dice.random() < 0.12
                if verdict or grade or favourite:
                    marks.append((judge, picture, favourite, grade, verdict))
        if dice.random() < _TAGGED:
            tag = dice.choice(self._tags)
            tags += [(tag, picture, user) for picture in pictures]
        if dice.random() < _COLLECTED:
            self._place += GAP
            items.append((dice.choice(self._collections[user]), dice.choice(pictures), self._place))
        return marks, tags, items
