"""What has to hold for the checkout as a whole. Each check is a function, tried on a bad example too."""

import ast
import re
import subprocess
from collections.abc import Iterable, Iterator
from importlib.metadata import distributions
from pathlib import Path

import pytest
import yaml

import start

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("tracker", "performance", "recommendations")
TOP_LEVEL = {
    *(".ci", ".env.example", ".gitattributes", ".gitignore", ".readme", "Makefile"),
    *("compose.yaml", "manage.py", "pyproject.toml"),
    *("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "SECURITY.md"),
    *("requirements.lock", "requirements-test.lock", "requirements-browser.lock", "start.py"),
    *("docs", "fixtures", "performance", "recommendations", "static", "templates", "tests", "tracker"),
}
LOCKS = [ROOT / name for name in start.LOCKS]
# Set by who runs checks, not by who runs the tracker.
SET_BY_OTHERS = {"CI", "TEST_DB"}
HOSTS = re.compile(
    r"pypi\.(?:org|python)|pythonhosted\.|npmjs\.|(?:deb|security)\.debian\.|[-]-(?:extra-)?index|[-]-find-links"
)
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:root|home|work|farm|Users)/")


def kept_files() -> list[str]:
    """The files of the checkout, those not yet added included."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("this is not a git checkout")
    return sorted(name for name in set(listed.stdout.splitlines()) if (ROOT / name).is_file())


def names_read(source: str) -> set[str]:
    """The environment variables that a module reads by name, through os.environ or a function called env…."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Subscript):
            asked, given = ast.unparse(node.value), [node.slice]
        elif isinstance(node, ast.Call):
            asked, given = ast.unparse(node.func), node.args[:1]
        else:
            continue
        if re.fullmatch(r"(?:os\.)?environ(?:\.get)?|(?:os\.)?getenv|env(?:_\w+)?", asked):
            found |= {str(name.value) for name in given if isinstance(name, ast.Constant)}
    return found


def names_set(example: str) -> set[str]:
    """The names that an example of settings gives, each on a line of its own."""
    return set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))


def names_without_comment(example: str) -> list[str]:
    """The names over which no comment stands in their block."""
    blocks = [block for block in example.split("\n\n") if names_set(block)]
    return [name for block in blocks if not block.startswith("#") for name in names_set(block)]


def stray_lines(text: str) -> list[str]:
    """The lines that name a package registry's host, an index option or a path of one machine."""
    return [line for line in text.splitlines() if HOSTS.search(line) or MACHINE_PATHS.search(line)]


def entries(lock: str) -> Iterator[str]:
    """The entries of a lock, each on one line."""
    for entry in lock.replace("\\\n", " ").splitlines():
        if entry.strip() and not entry.startswith("#"):
            yield entry.strip()


def faults_of_lock(lock: str) -> list[str]:
    """The entries that are anything but a pinned requirement, its marker and its hashes."""
    marker = r"(?: ; (?:(?!--).)+?)?"
    good = re.compile(rf"[\w.-]+(?:\[[\w, -]+\])?==[\w.]+{marker}(?:\s+--hash=sha256:[0-9a-f]{{64}})+")
    return [entry for entry in entries(lock) if not good.fullmatch(entry)]


def pins(lock: str) -> set[tuple[str, str]]:
    """Each requirement with its version."""
    found = re.findall(r"^([\w.-]+)(?:\[[\w, -]+\])?==([\w.]+)", lock, re.MULTILINE)
    return {(name, version) for name, version in found}


def long_functions(source: str, limit: int) -> list[str]:
    """The functions of a module that have as many lines as the limit or more."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, functions) and (node.end_lineno or node.lineno) - node.lineno + 1 >= limit
    ]


def most_lines(module: Path) -> int:
    """The number of lines a module stays under."""
    return 40 if module.parent.name == "commands" else 300


def modules() -> list[Path]:
    """The modules of the three rooms and of the set-up; migrations are written by Django."""
    found = [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]
    return sorted([*found, ROOT / "start.py", ROOT / "manage.py"])


def test_the_example_names_every_setting_and_no_other() -> None:
    settings = names_read((ROOT / "tracker" / "settings.py").read_text()) - SET_BY_OTHERS
    demo = names_read((ROOT / "start.py").read_text()) - SET_BY_OTHERS
    compose = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "compose.yaml").read_text()))
    example = (ROOT / ".env.example").read_text()
    assert settings >= {"SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"}
    assert names_set(example) == settings | demo | compose
    assert names_without_comment(example) == []


def test_the_names_read_are_found_in_each_way_of_reading() -> None:
    source = (
        'env("A"); env_flag("B", "0"); env_list("C"); os.environ.get("D") or 1; os.environ["E"]\n'
        'getenv("F")\n'
        'def env(name): return os.environ.get(name)\nother("G"); settings["H"]'
    )
    assert names_read(source) == set("ABCDEF")
    assert names_set("# A=1\nB=2\nC_D=\n") == {"B", "C_D"}
    assert names_without_comment("# told\nA=1\n\nB=2\n") == ["B"]


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    stray = {}
    for name in kept_files():
        data = (ROOT / name).read_bytes()
        if b"\0" not in data and (found := stray_lines(data.decode())):
            stray[name] = found
    assert stray == {}


@pytest.mark.parametrize(
    "parts",
    [
        ("https://", "pypi", ".org/simple"),
        ("files.", "python", "hosted.org"),
        ("registry.", "npm", "js.org"),
        ("-", "-index-url x"),
        ("-", "-extra-index-url x"),
        ("-", "-find-links x"),
        ("cd /", "root", "/x"),
        ("'/", "home", "/me'"),
    ],
    ids="".join,
)
def test_a_registry_and_a_machine_path_are_found(parts: tuple[str, ...]) -> None:
    assert stray_lines("".join(parts)) != []


def test_the_paths_of_any_debian_machine_are_no_stray_lines() -> None:
    assert stray_lines("/usr/lib/postgresql/*/bin\nurl(/static/work/x)\n$HOME/root") == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_requirement_is_pinned_and_hashed(lock: Path) -> None:
    assert len(pins(lock.read_text())) > 10
    assert faults_of_lock(lock.read_text()) == []


def test_a_requirement_without_pin_or_hash_is_found() -> None:
    one_hash = " \\\n    --hash=sha256:" + "0" * 64
    good = "a==1.0 ; python_version < '3.13'" + 2 * one_hash + "\n"
    assert faults_of_lock("# told\n" + good + "b==2" + one_hash) == []
    assert faults_of_lock(good + "b==1.0\n") == ["b==1.0"]
    assert len(faults_of_lock("b==1.0 \\\n" + good)) == 1
    assert len(faults_of_lock(good.replace("==", ">="))) == 1
    assert len(faults_of_lock(good.replace("0" * 64, "0" * 63))) == 1
    assert len(faults_of_lock("git+https://example.org/c\n" + good)) == 1


def test_each_lock_holds_the_smaller_one_at_the_same_versions() -> None:
    runtime, test, browser = (pins(lock.read_text()) for lock in LOCKS)
    assert runtime < test < browser


def test_every_dependency_is_in_its_lock() -> None:
    project = (ROOT / "pyproject.toml").read_text()
    asked = {
        name.lower()
        for name in re.findall(r'^    "([A-Za-z][\w.-]*)(?:\[[\w,]+\])?[><=]', project, re.MULTILINE)
    }
    assert "django" in asked
    assert asked <= {name for name, _ in pins(LOCKS[-1].read_text())}


def extras_unpinned(lock: str, required: Iterable[str]) -> list[str]:
    """Packages that another one requires with an extra, where the lock pins them without it.

    An older pip takes such a requirement for one of its own, and refuses it when a newer release is out.
    """
    pinned = dict(re.findall(r"^([\w.-]+)(?:\[([\w, -]+)\])?==", lock, re.MULTILINE))
    found = []
    for requirement in required:
        asked = re.match(r"([\w.-]+) ?\[([\w, -]+)\](?!.*extra ==)", requirement)
        if (
            asked
            and asked[1] in pinned
            and not set(asked[2].split(",")) <= set(pinned[asked[1]].replace(" ", "").split(","))
        ):
            found.append(requirement)
    return found


def test_what_is_required_with_an_extra_is_pinned_with_it() -> None:
    required = [r for found in distributions() for r in found.requires or ()]
    assert any(requirement.startswith("coverage[toml]") for requirement in required)
    assert extras_unpinned(LOCKS[-1].read_text(), required) == []
    assert extras_unpinned("a==1 \\\n", ["a[b]>=1", "a>=1", "a[b]>=1; extra == 'c'"]) == ["a[b]>=1"]


@pytest.mark.parametrize("module", modules(), ids=lambda module: str(module.relative_to(ROOT)))
def test_modules_and_functions_are_short(module: Path) -> None:
    source = module.read_text()
    assert source.count("\n") < most_lines(module)
    assert long_functions(source, 50) == []


def test_a_long_function_is_found_wherever_it_stands() -> None:
    long = "class A:\n    async def grown(self):\n" + "        1\n" * 49
    assert long_functions(long, 50) == ["grown"]
    assert long_functions(long, 51) == []


def test_commands_are_shorter_than_other_modules() -> None:
    assert most_lines(Path("recommendations/management/commands/import_paper.py")) == 40
    assert most_lines(Path("recommendations/actions.py")) == 300


def strangers(names: list[str]) -> set[str]:
    """The names at the top level that have no business there."""
    return {name.split("/")[0] for name in names} - TOP_LEVEL


def test_the_top_level_holds_only_what_belongs_there() -> None:
    assert strangers(kept_files()) == set()


def test_a_stranger_at_the_top_level_is_found() -> None:
    assert strangers(["tracker/urls.py", "uv.lock", "notes/a.md", "README.md"]) == {"uv.lock", "notes"}


def test_make_knows_every_command_of_the_set_up() -> None:
    targets = re.findall(r"^([a-z ]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(" ".join(targets).split()) == set(start.COMMANDS)


def test_compose_waits_for_its_database_and_opens_no_port_to_the_outside() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    web, db = services["web"], services["db"]
    assert web["depends_on"]["db"]["condition"] == "service_healthy"
    assert "healthcheck" in db
    assert "ports" not in db
    assert all(str(port).startswith("127.0.0.1:") for port in web["ports"])


def test_compose_installs_hashes_and_copies_only_what_is_there() -> None:
    build = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["web"]["build"][
        "dockerfile_inline"
    ]
    copied = re.findall(r"^COPY (\S+) ", build, re.MULTILINE)
    assert "--require-hashes --requirement requirements.lock" in build
    assert set(ROOMS) <= set(copied) <= TOP_LEVEL
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_the_checks_are_a_script_that_bash_can_read() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert subprocess.run(["bash", "-n", str(script)]).returncode == 0
