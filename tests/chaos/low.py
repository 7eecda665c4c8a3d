"""The settings of a site whose workers are replaced after every second task, and whose queues say what they do."""

from mjweb import settings

globals().update({name: value for name, value in vars(settings).items() if name.isupper()})

for _queue in settings.Q_CLUSTER["ALT_CLUSTERS"].values():
    _queue["recycle"] = 2
LOGGING = {**settings.LOGGING, "loggers": {name: {"level": "INFO"} for name in ("jobs", "mjweb", "django-q")}}
