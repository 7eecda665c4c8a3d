"""A site whose commands all run in one process: starting Django anew for each visitor would take a second."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import dataclass

from mjweb.env import ROOT
from mjweb.trial import Trial, TrialError


@dataclass(kw_only=True)
class ConsoleTrial(Trial):
    """A Trial that keeps a process for its commands, from the first one on until the site ends."""

    _console: subprocess.Popen[str] | None = None

    def command(self, *words: str) -> str:
        console = self._console = self._console or subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.console"],
            cwd=ROOT,
            env=self.environ(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert console.stdin is not None
        assert console.stdout is not None
        print(json.dumps(words), file=console.stdin, flush=True)
        said = json.loads(console.stdout.readline() or '{"error": "the console ended"}')
        if "error" in said:
            raise TrialError(f"{' '.join(words)}: {said['error']}")
        return str(said["output"])

    def stop(self) -> list[int]:
        self._end_console()
        return super().stop()

    def kill(self) -> None:
        self._end_console()
        super().kill()

    def _end_console(self) -> None:
        console, self._console = self._console, None
        if console is not None:
            console.communicate()  # it ends with its input


def main() -> None:
    """Run the commands that come in, a JSON list of words each, and answer each with a line of JSON."""
    import django
    from django.core.management import CommandError, call_command
    from django.db import connection

    django.setup()
    for line in sys.stdin:
        output = io.StringIO()
        try:
            call_command(*json.loads(line), stdout=output)
            said = {"output": output.getvalue().strip()}
        except CommandError as error:
            said = {"error": str(error)}
        connection.close()
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
