"""The tables of the work, one noun a file."""

from jobs.models.attempt import Attempt
from jobs.models.batch import Batch, Source
from jobs.models.delivery import Delivery, DeliveryAttempt
from jobs.models.event import Event
from jobs.models.feed import Feed
from jobs.models.heartbeat import Heartbeat, Wake
from jobs.models.intake import Intake
from jobs.models.job import Job
from jobs.models.lane import Charge, Lane, TeamLane
from jobs.models.picture import Part, Picture
from jobs.models.preset import Preset
from jobs.models.price import Price
from jobs.models.prompt_defaults import PromptDefaults
from jobs.models.shelf import Shelf
from jobs.models.sighting import Sighting
from jobs.models.spared import Spared
from jobs.models.stored import Stored
from jobs.models.upload import Input, Role, Upload
from jobs.models.upstream import Upstream
from jobs.models.wildcard import Wildcard
from jobs.tariff import Mode, Work

__all__ = [
    "Attempt",
    "Batch",
    "Charge",
    "Delivery",
    "DeliveryAttempt",
    "Event",
    "Feed",
    "Heartbeat",
    "Input",
    "Intake",
    "Job",
    "Lane",
    "Mode",
    "Part",
    "Picture",
    "Preset",
    "Price",
    "PromptDefaults",
    "Role",
    "Shelf",
    "Sighting",
    "Source",
    "Spared",
    "Stored",
    "TeamLane",
    "Upload",
    "Upstream",
    "Wake",
    "Wildcard",
    "Work",
]
