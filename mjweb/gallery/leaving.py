"""Somebody leaves a team, or is shut out of the site: what is theirs goes over, and no way in is left open.

On this floor because it reaches through all the others: people and keys, purses, jobs and pictures.
"""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils.translation import ngettext

from jobs import inheritance, queue, renewal
from jobs.inheritance import Estate
from jobs.models import Job, Picture, Upload
from jobs.states import State
from mjweb.accounts.by import By
from mjweb.accounts.errors import NotAllowed
from mjweb.accounts.models import ApiKey, Entry, Kind, Membership, Notice, Team, User, Verb
from mjweb.gallery.models import Collection, Link


@transaction.atomic
def leave(by: By, member: Membership, heir: Membership) -> Estate:
    """Take somebody out of a team, of their own will or not, and let the heir have what they made in it.

    Raises NotAllowed and its kin; then everything is as it was.
    """
    user, team = member.user, member.team
    pk = member.pk
    Membership.objects.end(by, member)
    # Asked under the lock of the team: the heir cannot go at the same moment.
    if heir.pk == pk or not Membership.objects.heirs_of(member).filter(pk=heir.pk).exists():
        raise NotAllowed
    keys = ApiKey.objects.revoke_all(user, team)
    # Whoever made a link knows its address: handed on alive it would be a way back in. What guests said goes over.
    links = Link.objects.end_all(user, team, heir.user)
    User.objects.filter(pk=user.pk, current=team).update(current=None)
    passed = inheritance.pass_on(user, heir.user, team)
    Collection.objects.filter(user=user, team=team).update(user=heir.user)
    is_own = by.user is not None and by.user.pk == user.pk
    Entry.objects.write(
        by,
        Verb.LEFT if is_own else Verb.REMOVED,
        team=team,
        subject=user,
        detail=(
            f"heir: {heir.user}; {passed.pictures} pictures, {passed.jobs} jobs ({passed.waiting} waiting, "
            f"{passed.canceled} of them cancelled, {passed.running} running), {passed.uploads} uploads, "
            f"{passed.pieces} presets and lists; {keys} keys and {links} links ended"
        ),
    )
    if not is_own:
        ended = ngettext("%(n)d API key of yours has ended.", "%(n)d API keys of yours have ended.", keys) % {"n": keys}
        link = reverse("accounts:profile")
        Notice.objects.tell_done(by, user, Kind.REMOVED, link=link, team=team, words=ended if keys else "")
    if words := _in_words(passed):
        Notice.objects.tell_done(
            by, heir.user, Kind.ENTRUSTED, link=reverse("gallery:index"), who=user, team=team, words=words
        )
    return passed


def _in_words(passed: Estate) -> str:
    """What an heir is told of what is theirs now; "" where that is nothing."""
    counts = (
        (passed.pictures, ngettext("%(n)d picture", "%(n)d pictures", passed.pictures)),
        (passed.jobs, ngettext("%(n)d job", "%(n)d jobs", passed.jobs)),
        (passed.uploads, ngettext("%(n)d upload", "%(n)d uploads", passed.uploads)),
        (passed.pieces, ngettext("%(n)d preset or list", "%(n)d presets and lists", passed.pieces)),
    )
    return ", ".join(words % {"n": count} for count, words in counts if count)


@transaction.atomic
def shut_out(by: By, user: User, team: Team) -> bool:
    """Deactivate an account: signed out at the next request, keys and links dead, waiting jobs cancelled with a return.

    The addresses that they knew are dead: the team has new ones for its pictures, what is private has none until the
    account is active again. False when it was deactivated before. Raises LastOwner.
    """
    if not User.objects.deactivate(by, user, team):
        return False
    for pk in Job.objects.of(user).waiting().values_list("pk", flat=True):
        Job.objects.move(pk, State.QUEUED, State.CANCELED, reason="shut_out")
    Link.objects.end_all(user)
    others = Job.objects.exclude(user=user)
    renewal.renew(Picture.objects.filter(user=user), others)
    renewal.renew(Upload.objects.of(user), others)
    queue.kick()
    return True
