"""People, teams, sign-in links and API keys."""

from mjweb.accounts.models.api_key import ApiKey
from mjweb.accounts.models.sign_in_link import SignInLink
from mjweb.accounts.models.team import Membership, Role, Team
from mjweb.accounts.models.user import FIRST_OWNER, User, display_name
from mjweb.accounts.models.wrong_keys import WrongKeys

__all__ = [
    "FIRST_OWNER",
    "ApiKey",
    "Membership",
    "Role",
    "SignInLink",
    "Team",
    "User",
    "WrongKeys",
    "display_name",
]
