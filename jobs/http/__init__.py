"""The one outgoing client for addresses somebody else chose: judged, pinned, capped in bytes and in time.

`client` sends and reads, `connection` opens the sockets and keeps the time on them, `limits` says how much an exchange
may take.
"""

from jobs.http.client import Client, Reply, TooBig
from jobs.http.limits import HOOK, PICTURE, Limits

__all__ = ["HOOK", "PICTURE", "Client", "Limits", "Reply", "TooBig"]
