"""The family of a picture: its job's first ancestor with all that came of it, in one question; and what of it to show.

A job comes from the one that it is an action on, or from the one whose prompt it began as. Either is older than the
job itself, which the database holds, so no line goes in a circle; and each job is met once in any case.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Count, OuterRef, Subquery
from django.db.models.expressions import RawSQL

from jobs.models import Job, Picture
from jobs.states import State
from mjweb.accounts.models import Right, User

# A family goes no further than this; what is shown at once is far less.
MOST = 20_000
MOST_CARDS = 48
_PATH = 9  # of a longer line of ancestors the middle is folded
_BESIDE = 3  # brothers and sisters on either side
_WIDE, _WIDEST = 6, 24  # so many children of one job, and of the one that the page is about


@dataclass(slots=True, eq=False)
class Node:
    """One job of the family; `size` is how many the person may see from here on, itself counted."""

    pk: int
    parent: Node | None
    is_seen: bool
    quote: int = 0  # thousandths; of what was settled
    pictures: int = 0
    children: list[Node] = field(default_factory=list)
    size: int = 0
    has_gap: bool = False  # something came of it that the person may not see

    @property
    def line(self) -> list[Node]:
        """From the first of the family down to this one."""
        found, node = [self], self.parent
        while node is not None:
            found.append(node)
            node = node.parent
        return found[::-1]


@dataclass(slots=True)
class Branch:
    """A node that is shown, with those below it; `rest` more are behind a link that goes on after the child `after`.

    `folded` are jobs between the one above and this one, to be had from `folded_at`.
    """

    node: Node
    children: list[Branch] = field(default_factory=list)
    rest: int = 0
    after: int = 0
    folded: int = 0
    folded_at: int = 0


@dataclass(frozen=True, slots=True)
class Family:
    """`nodes` by the number of their job, the first of the family first."""

    nodes: dict[int, Node]
    is_cut: bool

    @property
    def root(self) -> Node:
        return next(iter(self.nodes.values()))

    @property
    def jobs(self) -> int:
        return self.root.size

    @property
    def pictures(self) -> int:
        return sum(node.pictures for node in self.nodes.values())

    @property
    def cost(self) -> int:
        return sum(node.quote for node in self.nodes.values())


def family_of(job: int, user: User) -> Family:
    """The whole family of a job; what the person may not see of it stays in only where something is behind it."""
    pictures = Picture.objects.visible_to(user).shown().filter(job=OuterRef("pk"))
    rows = (
        Job.objects.filter(pk__in=_jobs(job))
        .annotate(shown=Subquery(pictures.order_by().values("job").annotate(count=Count("pk")).values("count")))
        .order_by("pk")
        .values_list("pk", "parent_id", "remix_of_id", "user_id", "team_id", "private_at", "state", "quote", "shown")
    )
    teams = {one.team_id for one in user.spaces if one.may(Right.SEE)}
    nodes: dict[int, Node] = {}
    with connection.cursor() as cursor:  # of ten thousand rows the conversions would take as long as all else
        cursor.execute(*rows.query.sql_with_params())
        for pk, parent, remixed, owner, team, private_at, state, quote, shown in cursor.fetchall():
            # As in JobQuerySet.visible_to, which would look at each job a second time.
            is_seen = owner == user.pk or (team in teams and private_at is None)
            node = nodes[pk] = Node(pk, nodes.get(parent or remixed or 0), is_seen)
            if node.parent is not None:
                node.parent.children.append(node)
            if is_seen:
                node.quote, node.pictures, node.size = quote if state == State.DONE else 0, shown or 0, 1
    _settle(nodes)
    return Family(nodes, len(nodes) > MOST)


def _jobs(job: int) -> RawSQL:
    """The numbers of all jobs of a family, from any of them: up to the first, and down from there."""
    return RawSQL(
        """
        WITH RECURSIVE line (id, parent_id, remix_of_id) AS (
            SELECT id, parent_id, remix_of_id FROM jobs_job WHERE id = %s
            UNION
            SELECT job.id, job.parent_id, job.remix_of_id
            FROM line JOIN jobs_job job ON job.id = COALESCE(line.parent_id, line.remix_of_id)
        ), family (id) AS (
            SELECT min(id) FROM line
            UNION
            SELECT job.id FROM family JOIN jobs_job job ON COALESCE(job.parent_id, job.remix_of_id) = family.id
        )
        SELECT id FROM line UNION ALL SELECT id FROM (SELECT id FROM family LIMIT %s) most
        """,
        [job, MOST + 1],
    )


def _settle(nodes: dict[int, Node]) -> None:
    """Count what came of each node, from the last to the first, and leave out what cannot be seen."""
    for node in reversed(nodes.values()):
        if node.has_gap:
            node.children = [child for child in node.children if child.size]
        if node.parent is None:
            continue
        if node.size:
            node.parent.size += node.size
        else:
            node.parent.has_gap = True


def unfold(focus: Node, after: int = 0) -> Branch:
    """What is shown around a node: the line down to it, those beside it, and what came of it, as far as there is room.

    `after` goes on behind a child of the node.
    """
    line = focus.line
    folded = line[2 : 2 - _PATH] if len(line) > _PATH else []
    taken = {node.pk for node in line} - {node.pk for node in folded}
    hidden = {node.pk for node in folded}
    for node in _order(line, taken, after):
        if len(taken) >= MOST_CARDS:
            break
        if node.pk not in hidden:
            taken.add(node.pk)
    return _branch(line[0], taken, focus, after, folded)


def _order(line: list[Node], taken: set[int], after: int) -> Iterator[Node]:
    """What else would be shown, the most telling first; a node never comes before its parent."""
    focus = line[-1]
    small = line[0].size <= MOST_CARDS
    if focus.parent is not None:
        beside = focus.parent.children
        place = beside.index(focus)
        yield from beside[max(0, place - _BESIDE) : place + _BESIDE + 1]
    for start in reversed(line):
        if start.pk not in taken:
            continue
        waiting = deque([start])
        while waiting:
            node = waiting.popleft()
            here = node is focus
            children = [child for child in node.children if child.pk > after] if here else node.children
            most = MOST_CARDS if small else _WIDEST if here else _WIDE
            for child in children[:most]:
                yield child
                if child.pk in taken:
                    waiting.append(child)


def _branch(node: Node, taken: set[int], focus: Node, after: int, folded: list[Node]) -> Branch:
    branch = Branch(node)
    begin = after if node is focus else 0
    leading = True
    for child in node.children:
        if folded and child is folded[0]:
            branch.children.append(_fold(folded, focus, taken, after))
        elif child.pk in taken:
            branch.children.append(_branch(child, taken, focus, after, folded))
        elif child.pk > begin:
            branch.rest += child.size
            leading = False
            continue
        else:
            continue
        if leading:
            branch.after = child.pk
    branch.after = max(branch.after, begin)
    return branch


def _fold(folded: list[Node], focus: Node, taken: set[int], after: int) -> Branch:
    """What comes after the folded part of a line."""
    following = next(node for node in focus.line if node.parent is folded[-1])
    branch = _branch(following, taken, focus, after, [])
    branch.folded, branch.folded_at = folded[0].size - following.size, folded[-1].pk
    return branch


def shown(branch: Branch) -> Iterable[Node]:
    """All nodes of what is shown."""
    yield branch.node
    for child in branch.children:
        yield from shown(child)
