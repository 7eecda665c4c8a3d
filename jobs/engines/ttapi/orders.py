"""What goes out: the endpoint and the fields of an order, in the canonical words only."""

from __future__ import annotations

import base64

from jobs import wire
from jobs.actions import RULES, Action, Shape, Step, can_be_blended
from jobs.engines.base import Order
from jobs.errors import Refused
from jobs.troubles import Trouble

_TYPES = ((b"\x89PNG", "image/png"), (b"\xff\xd8", "image/jpeg"), (b"RIFF", "image/webp"))


def request(order: Order) -> tuple[str, dict[str, object]]:
    """The endpoint and the fields of an order. Raises Refused when it lacks what the service needs."""
    fields: dict[str, object] = {"timeout": wire.clamp_timeout(order.timeout, order.mode)}
    if order.hook_url:
        fields["hookUrl"] = order.hook_url
    if RULES[order.action].makes is Shape.GRID and order.action is not Action.REGION:
        fields["getUImages"] = True
    match order.action:
        case Action.IMAGINE:
            return "imagine", {"prompt": order.prompt, "mode": order.mode} | fields
        case Action.BLEND:
            if not can_be_blended(len(order.pictures)):
                raise Refused("A blend needs two to five pictures.", Trouble.PARAMETER)
            pictures = [_data_uri(each) for each in order.pictures]
            dimensions = (order.dimensions or "square").upper()
            return "blend", {"imgBase64Array": pictures, "dimensions": dimensions, "mode": order.mode} | fields
        case Action.DESCRIBE:
            if not order.pictures:
                raise Refused("A description needs a picture.", Trouble.PARAMETER)
            return "describe", {"base64": _data_uri(order.pictures[0])} | fields
    if not order.parent:
        raise Refused("This action needs a job that it applies to.", Trouble.PARENT)
    match order.action:
        case Action.REGION:
            if not order.pictures:
                raise Refused("A change of a region needs its mask.", Trouble.PARAMETER)
            mask = base64.b64encode(order.pictures[0]).decode()
            return "inpaint", {"jobId": order.parent, "mask": mask, "prompt": order.prompt} | fields
        case Action.SEED:
            return "seed", {"jobId": order.parent} | fields
    name = wire.action_name(Step(order.action, order.index))
    return "action", {"jobId": order.parent, "action": name} | fields


def _data_uri(picture: bytes) -> str:
    kind = next((kind for magic, kind in _TYPES if picture.startswith(magic)), "image/png")
    return f"data:{kind};base64,{base64.b64encode(picture).decode()}"
