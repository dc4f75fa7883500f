"""Set up and run the recommendations tracker, with nothing but Python's standard library.

python3 start.py demo      the tracker on this machine, filled with past board papers
python3 start.py test      the tests; further words go to pytest (test -k register)
python3 start.py proof     what is promised of the record, tried at length (an hour a database); a table
python3 start.py bench     how long the pages take
python3 start.py lint      the checks of style, types and rooms
python3 start.py install   what the tracker needs to run, in .venv
"""

import hashlib
import http.client
import json
import os
import platform
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote

OLDEST_PYTHON = (3, 11)
if sys.version_info[:2] < OLDEST_PYTHON:
    sys.exit(
        f"This needs Python 3.11 or newer; {sys.executable} is {platform.python_version()}. "
        "If a newer one is installed, name it: make demo PYTHON=python3.13"
    )
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
# Each lock holds all that the one before it holds, at the same versions.
RUNTIME, TEST, BROWSER = LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-browser.lock")
CHIEF, ADMIN = "chief", "admin"
ACCOUNTS = (("panel", "viewer"), ("office", "editor"), (CHIEF, "publisher"), (ADMIN, "administrator"))
# Letters and digits that nobody takes for one another when typing from a printed line.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
Env = dict[str, str]


class StartError(Exception):
    """What went wrong and what to do about it, in a sentence."""


def say(sentence: str) -> None:
    """Print one line at once, so that it stands before what a child process prints."""
    print(sentence, flush=True)


def run(command: list[str], env: Env, failure: str) -> None:
    """Run a command in the project's folder; raise the given sentence when it fails."""
    if subprocess.run(command, cwd=ROOT, env=env).returncode:
        raise StartError(failure)


def venv_python() -> Path:
    """The Python of the project's own environment."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def stamp_for(lock: str, root: Path, venv: Path) -> dict[str, str]:
    """What an environment holds once a lock is installed: that lock as written today, and the smaller ones.

    It works neither after a move nor under another Python, so both are part of it.
    """
    included = [root / name for name in LOCKS[: LOCKS.index(lock) + 1]]
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in included}
    return {"home": f"Python {platform.python_version()} {platform.machine()} at {venv}", **hashes}


def read_stamp(stamp: Path) -> dict[str, str]:
    """What was installed last; empty when nothing was, or when it did not come to its end."""
    try:
        return dict(json.loads(stamp.read_text()))
    except (OSError, ValueError, TypeError):
        return {}


def install_command(uv: str | None, lock: str) -> list[str]:
    """The command that installs a lock, each file checked against its hash."""
    if uv:
        return [uv, "pip", "install", "--python", str(venv_python()), "--require-hashes", "-r", lock]
    pip = [str(venv_python()), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    return [*pip, "--require-hashes", "-r", lock]


def make_venv(env: Env, uv: str | None) -> None:
    """Make the environment anew, from the Python outside any environment."""
    say(f"Making a Python {platform.python_version()} environment in {VENV} …")
    command = [str(Path(sys.executable).resolve()), "-m", "venv", "--clear", str(VENV)]
    failure = "The environment could not be made. On Debian or Ubuntu: apt-get install python3-venv"
    run([*command, "--without-pip"] if uv else command, env, failure)


def install(lock: str) -> None:
    """Bring .venv to what a lock lists; done already, this takes no time."""
    wanted, found = stamp_for(lock, ROOT, VENV), read_stamp(STAMP)
    usable = found.get("home") == wanted["home"] and venv_python().exists()
    if usable and wanted.items() <= found.items():
        return
    # A Python that uv fetched by itself would be one that nobody here chose.
    env, uv = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}, shutil.which("uv")
    STAMP.unlink(missing_ok=True)
    # An environment made for uv has no pip to fall back on.
    if not (usable and (uv or any(venv_python().parent.glob("pip*")))):
        make_venv(env, uv)
    say(f"Installing {lock} with {'uv' if uv else 'pip'} …")
    failure = f"Installing {lock} failed, as told above. Check the network, then run the same command again."
    run(install_command(uv, lock), env, failure)
    STAMP.write_text(json.dumps(wanted, indent=1))


def kept(path: Path, make: Callable[[], str]) -> str:
    """The text kept in a file that only its owner may read from its first byte on; made the first time."""
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(make())
    return path.read_text()


def password() -> str:
    """A random password in four groups of five."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))


def new_sign_ins() -> str:
    """One line for each account: name, role and password."""
    return "".join(f"{name:8}{role:15}{password()}\n" for name, role in ACCOUNTS)


def demo_env(demo_dir: Path, secret_key: str, caller: Mapping[str, str]) -> Env:
    """The demo's settings: its own database always, whatever the caller's environment names."""
    own = {
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "DATABASE_URL": "sqlite:///" + quote((demo_dir / "tracker.sqlite3").as_posix()),
        "SECRET_KEY": secret_key,
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "PUBLIC_PAGES": "1",
        "STATIC_ROOT": str(demo_dir / "static"),
        "PYTHONUNBUFFERED": "1",
    }
    return {**caller, **own, **dict.fromkeys(("DEBUG", "HTTPS_ONLY", "SECOND_FACTOR"), "0")}


def fill_stamp(fixtures: Path, sign_ins: str) -> str:
    """A hash over all that the demo is filled from: every file in the folder, and the accounts."""
    files = sorted(path for path in fixtures.rglob("*") if path.is_file())
    parts = [sign_ins.encode(), *(file.read_bytes() for file in files)]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def fill(env: Env, fixtures: Path, sign_ins: str) -> None:
    """Make the accounts, then read in as the administrator's acts what is measured, papers and figures."""
    manage, by = [str(venv_python()), "manage.py"], ["--by", ADMIN]
    for name, role, secret in map(str.split, sign_ins.splitlines()):
        command = [*manage, "make_account", name, "--role", role]
        run(command, {**env, "ACCOUNT_PASSWORD": secret}, f"The account {name} could not be made.")
    # Papers and figures name measures, forces and groups, so these go first.
    run([*manage, "load_measures", *by], env, "The definitions of the measures could not be loaded.")
    papers = ("import_paper", "papers", "*.yaml", ["--publish-by", CHIEF])
    for reads, what, pattern, more in (papers, ("import_observations", "figures", "*/*.csv", [])):
        say(f"Reading {what} in …")
        command = [*manage, reads, *sorted(map(str, fixtures.glob(pattern))), "--apply", *by, *more]
        run(command, env, f"The {what} could not be read in.")


def set_up_demo(demo_dir: Path) -> tuple[Env, str]:
    """Bring the demo's database, files and accounts up to date; return its settings and sign-ins."""
    say(f"Preparing the demo in {demo_dir} …")
    demo_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    sign_ins = kept(demo_dir / "accounts.txt", new_sign_ins)
    env = demo_env(demo_dir, kept(demo_dir / "secret-key", secrets.token_urlsafe), os.environ)
    manage = [str(venv_python()), "manage.py"]
    stamp, wanted = demo_dir / "filled", fill_stamp(ROOT / "fixtures", sign_ins)
    had_database = (demo_dir / "tracker.sqlite3").exists()
    failure = f"The database could not be prepared. To begin again with an empty demo, delete {demo_dir}."
    run([*manage, "migrate", "--verbosity=0"], env, failure)
    run([*manage, "collectstatic", "--noinput", "--verbosity=0"], env, "The static files were not gathered.")
    if not (had_database and stamp.exists() and stamp.read_text() == wanted):
        fill(env, ROOT / "fixtures", sign_ins)
        stamp.write_text(wanted)
    return env, sign_ins


def free_port(text: str) -> int:
    """The port to serve on; a sentence when it is no port or is taken."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise StartError(f"PORT is {text!r}; give a number from 1 to 65535.")
    try:
        socket.create_server(("127.0.0.1", int(text))).close()
    except OSError:
        raise StartError(f"Port {text} is taken or barred. Give another: PORT=8001 make demo") from None
    return int(text)


def answers(port: int) -> bool:
    """Whether the home page is there; a sentence when it is and fails."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    if status >= 500:
        raise StartError("The server runs, but its home page fails, as told above.")
    return True


def serve(env: Env, port: int, sign_ins: str) -> None:
    """Serve the demo until Ctrl-C."""
    command = [str(venv_python()), "-m", "waitress", f"--listen=127.0.0.1:{port}", "tracker.wsgi:application"]
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    server = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        until = time.monotonic() + 60
        while not answers(port):
            if server.poll() is not None or time.monotonic() > until:
                raise StartError("The server did not start, as told above.")
            time.sleep(0.1)
        say(f"\nThe tracker is at http://127.0.0.1:{port}/ (Ctrl-C stops it). Sign in as:\n{sign_ins}")
        say("No second factor is asked for in this demo; a real site asks all but viewers for one.")
        if server.wait():
            raise StartError("The server stopped by itself.")
    except KeyboardInterrupt:
        say("\nStopped. The demo keeps its data; start it again at any time.")
    finally:
        server.terminate()
        server.wait()


def demo(words: list[str]) -> int:
    """Set the demo up and serve it; with --no-serve, set it up only."""
    if words not in ([], ["--no-serve"]):
        raise StartError("demo takes no further words but --no-serve.")
    port = 0 if words else free_port(os.environ.get("PORT") or "8000")
    install(RUNTIME)
    env, sign_ins = set_up_demo(Path(os.environ.get("DEMO_DIR") or ROOT / ".demo").expanduser().resolve())
    if port:
        serve(env, port, sign_ins)
    return 0


def exit_code(program: str, *words: str) -> int:
    """Run a program of .venv, its output as it comes, and pass its exit code on."""
    return subprocess.run([str(venv_python().with_name(program)), *words], cwd=ROOT).returncode


def test(words: list[str]) -> int:
    """Run the tests; those in a browser too where there is one."""
    install(BROWSER if os.environ.get("CI") or shutil.which("chromium") else TEST)
    return exit_code("python", "-m", "pytest", *words)


def proof(words: list[str]) -> int:
    """Run the proofs whole, on the database that DATABASE_URL names."""
    os.environ.update(PROOF="1")
    return test(["tests/proofs", "--no-cov", *words])


def bench(words: list[str]) -> int:
    """Measure how long the pages take, one of them beside a page of Dash."""
    install(BROWSER)
    return exit_code("python", "-m", "tests.benchmarks", *words)


def lint(words: list[str]) -> int:
    """Run every check, also after one that fails, so that all is told at once."""
    install(TEST)
    checks = ("ruff check", "ruff format --check", "mypy", "lint-imports")
    return max(exit_code(*check.split()) for check in checks)


COMMANDS: dict[str, Callable[[list[str]], int]] = {f.__name__: f for f in (demo, test, proof, bench, lint)}
COMMANDS["install"] = lambda words: install(RUNTIME) or 0


def main(words: list[str]) -> int:
    """Run the command that the first word names; return the exit code."""
    if not words or words[0] not in COMMANDS:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        return COMMANDS[words[0]](words[1:])
    except StartError as error:
        print(f"start.py: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
