"""The house rules that a machine can hold: layout, floors, names, documents, templates."""

import ast
import importlib
import re
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template
from django.urls import URLResolver, get_resolver
from django.utils.module_loading import import_string

from jobs.states import State
from mjweb import bootstrap, env, lint, testing
from tests.conftest import OutsideSocketError

ROOT = Path(__file__).resolve().parents[1]
OUTSIDE = {".git", ".hypothesis", ".venv", "var", "staticfiles", "__pycache__", "node_modules"}
FLOORS = ("mjweb/gallery", "jobs", "mjweb/quotas", "mjweb/accounts")
# Written with a gap, so that this file keeps the rules it holds.
REGISTRIES = [
    ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))
]
MACHINE_PATH = re.compile(r"(?<![\w.}/-])/(?:home|root|Users|work|tmp)/\w")
# Tasks, settings, includes: whatever code finds by its name.
DOTTED = re.compile(r"(?:jobs|mjweb)(?:\.[A-Za-z_]\w*){2,}")
INLINE_HANDLER = re.compile(r"<[^>]*\s(on[a-z]+|hx-on[:\w-]*)\s*=", re.IGNORECASE)
INLINE_SCRIPT = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*\btype=\"application/json\")[^>]*>|javascript:", re.IGNORECASE
)
STYLE_ATTRIBUTE = re.compile(r"\sstyle=(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
UNESCAPED = re.compile(r"\|\s*safe\b|\bsafeseq\b|autoescape\s+off")
TESTS_WITHOUT_A_TWIN = {"e2e", "chaos", "bench"}
# Of these folders, tests of the whole: what programs expect of it, and what is written about it.
TESTS_OF_THE_WHOLE = {f"jobs/api/test_{name}.py" for name in ("ambiguities", "clients", "docs", "schema")}
TESTS_OF_THE_WHOLE.add("jobs/engines/ttapi/test_ambiguities.py")


def files(*patterns: str) -> Iterator[tuple[str, str]]:
    """The path from the root and the text of each text file of the project that fits one of the patterns."""
    for pattern in patterns:
        for path in sorted(ROOT.rglob(pattern)):
            name = path.relative_to(ROOT)
            if (
                path.is_file()
                and not OUTSIDE & set(name.parts)
                and not any(part.endswith("_cache") for part in name.parts)
            ):
                try:
                    yield name.as_posix(), path.read_text()
                except UnicodeDecodeError:
                    continue


def code() -> Iterator[tuple[str, str]]:
    """The modules of the site itself, without migrations."""
    for name, text in files("*.py"):
        if name.startswith(("jobs/", "mjweb/")) and "/migrations/" not in name:
            yield name, text


def project() -> dict[str, list[str]]:
    """The names of the packages that pyproject.toml asks for, for the site and for its development."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    sets = {"base": table["dependencies"], **table["optional-dependencies"]}
    return {key: [re.split(r"[\[<>=~! ]", line, maxsplit=1)[0] for line in lines] for key, lines in sets.items()}


def pins(name: str) -> set[str]:
    return set(re.findall(r"^[\w.-]+==[^ ;\\]+", (ROOT / "requirements" / name).read_text(), re.MULTILINE))


def imported() -> set[str]:
    """The top-level packages that the site imports."""
    found = set()
    for _, text in code():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found


def test_the_floors_are_kept() -> None:
    done = subprocess.run(
        [sys.executable, *lint.checks()["import-linter"]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_top_level_names_are_there() -> None:
    names = ("manage.py", "pyproject.toml", "mjweb", "jobs", "templates", "static", "tests")
    assert [name for name in names if not (ROOT / name).exists()] == []


def test_the_documents_are_there() -> None:
    names = ("development", "architecture", "job-lifecycle", "api", "configuration", "deployment")
    assert [name for name in names if not (ROOT / "docs" / f"{name}.md").exists()] == []
    assert [name for name in ("README.md", "CHANGELOG.md", "LICENSE", ".ci/run") if not (ROOT / name).exists()] == []


def test_the_named_packages_are_asked_for() -> None:
    assert {"django", "django-htmx", "requests", "django-q2", "whitenoise"} <= set(project()["base"])
    assert "pytest-django" in project()["dev"]


def test_the_named_packages_are_used() -> None:
    assert {"django", "requests", "django_q", "granian"} <= imported()
    assert {"django_htmx", "django_q"} <= set(settings.INSTALLED_APPS)
    assert "whitenoise.middleware.WhiteNoiseMiddleware" in settings.MIDDLEWARE
    assert any("{% htmx_script" in text for _, text in files("*.html"))
    assert any("django_db" in text for name, text in files("test_*.py") if name != "tests/test_house.py")


def test_a_larger_lock_holds_the_smaller_ones_with_the_same_pins() -> None:
    assert pins("base.txt")
    assert pins("base.txt") <= pins("redis.txt") <= pins("postgresql.txt") <= pins("dev.txt")


def test_every_package_asked_for_is_locked() -> None:
    wanted: list[str] = []
    for name in bootstrap.SETS:
        wanted += project()[name]
        locked = {pin.partition("==")[0].lower() for pin in pins(f"{name}.txt")}
        assert [package for package in wanted if package.lower() not in locked] == []


def test_locks_name_no_address_and_hash_every_pin() -> None:
    for name in bootstrap.SETS:
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        assert "://" not in text
        requirements = text.replace("\\\n", "").splitlines()
        assert [line for line in requirements if line and "--hash=sha256:" not in line] == []


def test_the_tests_that_run_on_postgresql_too_are_there() -> None:
    assert [path for path in testing.CHOSEN if not (ROOT / path).exists()] == []


def test_every_floor_has_its_tests() -> None:
    assert [floor for floor in FLOORS if not list((ROOT / "tests" / floor).rglob("test_*.py"))] == []


def test_every_test_file_mirrors_a_module() -> None:
    lost = []
    for name, _ in files("test_*.py"):
        path = Path(name).relative_to("tests")
        if len(path.parts) > 1 and path.parts[0] not in TESTS_WITHOUT_A_TWIN and str(path) not in TESTS_OF_THE_WHOLE:
            twin = ROOT / path.parent / path.stem.removeprefix("test_")
            if not twin.is_dir() and not twin.with_suffix(".py").exists():
                lost.append(name)
    assert lost == []


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {(ROOT / name).parent for name, _ in files("test_*.py")}
    assert sorted(folder for folder in folders if not (folder / "__init__.py").exists()) == []


def test_no_module_is_a_grab_bag() -> None:
    words = {"utils", "util", "helpers", "helper", "common", "core", "misc", "services", "managers", "signals"}
    assert [name for name, _ in code() if words & set(Path(name).with_suffix("").parts)] == []


def test_a_module_that_grows_becomes_a_folder() -> None:
    assert [name for name, text in code() if text.count("\n") > 330] == []


def resolves(dotted: str) -> bool:
    """Whether a dotted name is a module, something in one, or a model."""
    try:
        importlib.import_module(dotted)
        return True
    except ImportError:
        pass
    try:
        import_string(dotted)
        return True
    except ImportError:
        pass
    label, _, model = dotted.rpartition(".")
    return label in apps.app_configs and model.lower() in apps.all_models[label]


def test_every_dotted_name_resolves() -> None:
    lost = []
    for name, text in code():
        constants = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)]
        for node in constants:
            word = node.value if isinstance(node.value, str) else ""
            if DOTTED.fullmatch(word) and not resolves(word):
                lost.append(f"{name}:{node.lineno} {word}")
    assert lost == []


def test_every_variable_is_documented() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text()
    assert [name for name in (*env.names(), *sorted(env.BESIDE)) if f"`{name}`" not in text] == []


def test_no_variable_is_documented_that_is_not_read() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text()
    known = {*env.names(), *env.BESIDE}
    assert sorted(set(re.findall(r"\bMJWEB_[A-Z0-9_]+\b", text)) - known) == []


def test_every_state_is_documented() -> None:
    text = (ROOT / "docs" / "job-lifecycle.md").read_text()
    assert [state for state in State.values if f"`{state}`" not in text] == []


def api_routes(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    """The routes of the API, written as documents write them: /a/{name}."""
    for entry in resolver.url_patterns:
        # However many slashes are read: documents write one between two names, and none at the end.
        pattern = str(entry.pattern).lstrip("^").rstrip("$")
        route = prefix + re.sub(r"\[/\]\*|/\*", "", pattern).replace("/+", "/").replace("\\.", ".")
        if isinstance(entry, URLResolver):
            yield from api_routes(entry, route)
        elif entry.callback.__module__.startswith("jobs.api"):
            yield re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)


def test_every_route_of_the_api_is_documented() -> None:
    text = (ROOT / "docs" / "api.md").read_text()
    routes = sorted(set(api_routes(get_resolver())))
    assert routes
    assert [route for route in routes if route not in text] == []


def test_no_migration_is_missing() -> None:
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    changes = detector.changes(graph=loader.graph)
    assert {label: [str(one) for one in changes[label]] for label in changes} == {}


def test_no_template_carries_script_or_style_of_its_own() -> None:
    found = []
    for name, text in files("*.html"):
        lines = text.splitlines()
        for number, line in enumerate(lines, 1):
            if "<style" in line.lower() or INLINE_HANDLER.search(line) or INLINE_SCRIPT.search(line):
                found.append(f"{name}:{number} {line.strip()}")
    assert found == []


def test_a_style_attribute_carries_data_only() -> None:
    found = []
    for name, text in files("*.html"):
        for attribute in STYLE_ATTRIBUTE.findall(text):
            declarations = [part.strip() for part in re.sub(r"{%.*?%}", "", attribute[1:-1]).split(";")]
            if any(part and not part.startswith("--") for part in declarations):
                found.append(f"{name} style={attribute}")
    assert found == []


def test_every_template_can_be_read() -> None:
    broken = []
    for name, _text in (*files("*.html"), *files("*.txt")):
        if name.startswith("templates/"):
            try:
                get_template(name.removeprefix("templates/"))
            except (TemplateDoesNotExist, TemplateSyntaxError) as error:
                broken.append(f"{name}: {error}")
    assert broken == []


def test_no_template_switches_escaping_off() -> None:
    assert [name for name, text in files("*.html") if UNESCAPED.search(text)] == []


def test_no_code_vouches_for_markup() -> None:
    assert [name for name, text in code() if re.search(r"\bmark_safe\b|\bSafeString\(", text)] == []


def test_no_file_names_a_package_registry() -> None:
    assert [name for name, text in files("*") if any(host in text for host in REGISTRIES)] == []


def test_no_file_names_a_path_of_one_machine() -> None:
    found = []
    for name, text in files("*"):
        for number, line in enumerate(text.splitlines(), 1):
            if MACHINE_PATH.search(line):
                found.append(f"{name}:{number} {line.strip()}")
    assert found == []


def test_tests_cannot_reach_another_machine() -> None:
    with socket.socket() as outside, pytest.raises(OutsideSocketError):
        outside.connect(("192.0.2.1", 80))
    with pytest.raises(OutsideSocketError):
        socket.getaddrinfo("example.org", 80)
