"""People, teams, projects, invitations, ways in, mail and notices, and the trail of what was changed."""

from mjweb.accounts.models.api_key import ApiKey
from mjweb.accounts.models.entry import Entry, NeverChangedError, Verb
from mjweb.accounts.models.invitation import Invitation
from mjweb.accounts.models.mail import Mail
from mjweb.accounts.models.notice import Kind, Notice
from mjweb.accounts.models.project import Project
from mjweb.accounts.models.sign_in_link import SignInLink
from mjweb.accounts.models.team import Membership, Team
from mjweb.accounts.models.user import FIRST_OWNER, User, display_name
from mjweb.accounts.models.wrong_keys import WrongKeys
from mjweb.accounts.roles import Right, Role

__all__ = [
    "FIRST_OWNER",
    "ApiKey",
    "Entry",
    "Invitation",
    "Kind",
    "Mail",
    "Membership",
    "NeverChangedError",
    "Notice",
    "Project",
    "Right",
    "Role",
    "SignInLink",
    "Team",
    "User",
    "Verb",
    "WrongKeys",
    "display_name",
]
