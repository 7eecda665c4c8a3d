"""TT API over HTTP, or any server that speaks as it does.

`engine` makes the calls, `orders` writes what goes out, `answers` says what came back means, `key` guards the key.
"""

from jobs.engines.ttapi.engine import CHECK, SUBMIT, UPLOAD, TTAPIEngine

__all__ = ["CHECK", "SUBMIT", "UPLOAD", "TTAPIEngine"]
