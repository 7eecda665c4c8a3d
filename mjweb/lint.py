"""`manage.py lint`: every static check of the house, one after the other, and one summary at the end."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def checks() -> dict[str, list[str]]:
    """The name of each check and the arguments that follow this Python."""
    templates = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html"))
    imports = "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run(['--no-logo']))"
    # A program beside this Python, not a module of it.
    djade = "import os, sys; os.execv(os.path.join(os.path.dirname(sys.executable), 'djade'), ['djade', *sys.argv[1:]])"
    return {
        "ruff check": ["-m", "ruff", "check", "."],
        "ruff format": ["-m", "ruff", "format", "--check", "."],
        "djade": ["-c", djade, "--check", "--target-version", "5.2", *templates],
        "mypy": ["-m", "mypy"],
        "import-linter": ["-c", imports],
        "migrations": ["manage.py", "makemigrations", "--check", "--dry-run"],
    }


def main() -> int:
    """Run all checks, whatever the earlier ones said; 0 when every one passed, 1 otherwise."""
    failed = []
    for name, arguments in checks().items():
        print(f"-- {name}", flush=True)
        began = time.monotonic()
        code = subprocess.run([sys.executable, *arguments], cwd=ROOT, check=False).returncode
        print(f"   {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - began:.1f} s", flush=True)
        if code:
            failed.append(name)
    print(f"lint: {', '.join(failed)} failed" if failed else "lint: every check passed", flush=True)
    return 1 if failed else 0
