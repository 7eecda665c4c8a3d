"""Who draws. `of` gives the engine behind an upstream; the engines themselves know nothing of Django."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from jobs.engines.locked import GONE, LockedEngine

if TYPE_CHECKING:
    from jobs.engines.base import Engine
    from jobs.models import Upstream


def of(upstream: Upstream) -> Engine:
    """The engine of an upstream; one for each account and process, so that connections stay open."""
    return named(upstream.engine, upstream.address, upstream.sealed_key)


@cache
def named(name: str, address: str = "", sealed_key: str = "") -> Engine:
    """The engine by its name, for an account of ours; built from the settings where that says nothing.

    Raises LookupError for a name that nobody knows.
    """
    env = settings.ENV
    if name == "sketch":
        from jobs.engines.sketch import SketchEngine  # noqa: PLC0415  # numpy is not loaded where it is not needed

        return SketchEngine(env.home, scale=env.sketch_scale, version=env.default_version)
    if name == "ttapi":
        from jobs.engines.ttapi import TTAPIEngine  # noqa: PLC0415  # as above
        from mjweb.seal import Unsealable, unseal  # noqa: PLC0415

        try:
            return TTAPIEngine(
                key=unseal(sealed_key) if sealed_key else env.ttapi_key,
                base_url=address or env.ttapi_base_url,
                allow_networks=env.allow_networks,
                picture_hosts=env.picture_hosts,
                check_prompts=env.prompt_check,
            )
        except Unsealable:
            return LockedEngine(GONE)
        except ValueError as error:
            return LockedEngine(str(error))
    raise LookupError(f"there is no engine named {name}")
