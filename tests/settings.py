"""The site's settings for a test run: a data folder that the run throws away, and nothing of the caller's own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from mjweb import database, env
from tests import postgresql

worker = os.environ.get("PYTEST_XDIST_WORKER")
if worker:
    home = Path(os.environ["MJWEB_HOME"]) / worker  # the parent below made the folder for all
else:
    home = Path(tempfile.mkdtemp(prefix="mjweb-tests-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)

for name in [*env.names(), *(name for name in os.environ if name.startswith("MJWEB_"))]:
    if name not in env.BESIDE:
        os.environ.pop(name, None)
# Processes that tests start read it too.
os.environ["MJWEB_HOME"] = str(home)

from mjweb.settings import *  # noqa: E402 - reads the environment

# With MJWEB_TEST_DATABASE=postgresql the same tests run on a server, each worker in a database of its own.
if server := postgresql.server():
    DATABASES = {"default": database.settings(env.read({"DATABASE_URL": server}).database, HOME)}
    DATABASES["default"]["TEST"] = {"NAME": "test_mjweb"}

# Slow on purpose on the site; here nobody attacks.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Static files are served from where they are written, uncollected.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)
