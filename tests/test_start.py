"""What start.py installs, what it tells the demo and what it keeps; nothing is installed or served here."""

import json
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path
from unittest import mock

import dj_database_url
import pytest

import start


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of three small locks, whose commands are recorded and not run."""
    for lock in start.LOCKS:
        (tmp_path / lock).write_text(f"pins of {lock}")
    monkeypatch.setattr(start, "ROOT", tmp_path)
    monkeypatch.setattr(start, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(start, "STAMP", tmp_path / ".venv" / "installed.json")
    monkeypatch.setattr("start.shutil.which", lambda name: None)
    return tmp_path


class Commands:
    """Stands in for subprocess: makes what a real run would leave behind, and keeps the commands."""

    def __init__(self, fails_on: str = "") -> None:
        self.ran: list[list[str]] = []
        self.fails_on = fails_on

    def run(self, command: list[str], **kwargs: object) -> subprocess.CompletedProcess[str]:
        self.ran.append(command)
        python = start.venv_python()
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()
        if "venv" in command and "--without-pip" not in command:
            python.with_name("pip").touch()
        failed = bool(self.fails_on) and self.fails_on in command
        return subprocess.CompletedProcess(command, int(failed))


def install(lock: str, fails_on: str = "") -> list[list[str]]:
    """The commands that one installation runs."""
    commands = Commands(fails_on)
    with mock.patch("start.subprocess.run", commands.run):
        start.install(lock)
    return commands.ran


def test_the_first_installation_checks_hashes_and_the_second_does_nothing(project: Path) -> None:
    made, installed = install(start.RUNTIME)
    assert made[1:4] == ["-m", "venv", "--clear"]
    assert installed[-3:] == ["--require-hashes", "-r", "requirements.lock"]
    assert install(start.RUNTIME) == []


def test_an_environment_is_never_made_by_the_python_inside_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside, inside = project / "python3", project / "python"
    outside.touch()
    inside.symlink_to(outside)
    monkeypatch.setattr("start.sys.executable", str(inside))
    assert install(start.RUNTIME)[0][0] == str(outside)


def test_the_tests_lock_serves_the_demo_too_but_not_the_browser_tests(project: Path) -> None:
    install(start.TEST)
    assert install(start.RUNTIME) == []
    (installed,) = install(start.BROWSER)
    assert installed[-1] == "requirements-browser.lock"


def test_a_changed_lock_is_installed_into_the_same_environment(project: Path) -> None:
    install(start.RUNTIME)
    (project / "requirements.lock").write_text("other pins")
    (installed,) = install(start.RUNTIME)
    assert installed[-1] == "requirements.lock"


def test_going_back_to_a_smaller_lock_forgets_the_larger_one(project: Path) -> None:
    install(start.TEST)
    (project / "requirements.lock").write_text("other pins")
    install(start.RUNTIME)
    assert json.loads(start.STAMP.read_text()).keys() == {"home", "requirements.lock"}


def test_an_environment_is_made_anew_when_it_was_moved_or_lost_its_python(project: Path) -> None:
    install(start.RUNTIME)
    stamp = json.loads(start.STAMP.read_text())
    start.STAMP.write_text(json.dumps({**stamp, "home": stamp["home"] + "-elsewhere"}))
    assert "--clear" in install(start.RUNTIME)[0]
    start.venv_python().unlink()
    assert "--clear" in install(start.RUNTIME)[0]


@pytest.mark.parametrize("left", ["", "{", "[]", "[1]", "null"])
def test_an_environment_is_made_anew_after_an_interruption(project: Path, left: str) -> None:
    install(start.RUNTIME)
    start.STAMP.write_text(left)
    assert "--clear" in install(start.RUNTIME)[0]


def test_a_failed_installation_leaves_no_stamp_and_says_what_to_do(project: Path) -> None:
    install(start.RUNTIME)
    (project / "requirements.lock").write_text("other pins")
    with pytest.raises(start.StartError, match="run the same command again"):
        install(start.RUNTIME, fails_on="--require-hashes")
    assert not start.STAMP.exists()


def test_uv_is_used_where_it_is_and_fetches_no_python(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("start.shutil.which", lambda name: f"bin/{name}")
    with mock.patch("start.subprocess.run", wraps=Commands().run) as run:
        start.install(start.RUNTIME)
    made, installed = run.call_args_list
    assert made.args[0][-1] == "--without-pip"
    assert installed.args[0][:3] == ["bin/uv", "pip", "install"]
    assert installed.kwargs["env"]["UV_PYTHON_DOWNLOADS"] == "never"


def test_an_environment_made_for_uv_is_made_anew_when_uv_is_gone(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as uv_is_there:
        uv_is_there.setattr("start.shutil.which", lambda name: f"bin/{name}")
        install(start.RUNTIME)
    assert install(start.RUNTIME) == []
    assert ["--clear" in command for command in install(start.TEST)] == [True, False]


def test_the_demo_never_uses_the_callers_database_nor_its_settings(tmp_path: Path) -> None:
    caller = {"DATABASE_URL": "postgres://live", "SECRET_KEY": "live", "DEBUG": "1", "PATH": "kept"}
    env = start.demo_env(tmp_path, "of the demo", caller)
    assert env["DATABASE_URL"].startswith("sqlite:///")
    expected = {
        "SECRET_KEY": "of the demo",
        "DEBUG": "0",
        "HTTPS_ONLY": "0",
        "SECOND_FACTOR": "0",
        "PUBLIC_PAGES": "1",
        "PATH": "kept",
    }
    assert expected.items() <= env.items()
    assert Path(env["STATIC_ROOT"]).is_relative_to(tmp_path)


@pytest.mark.parametrize("folder", ["plain", "with space", "50%20 off?", "größer#1"])
def test_the_demos_database_lies_in_its_folder_whatever_that_is_called(tmp_path: Path, folder: str) -> None:
    env = start.demo_env(tmp_path / folder, "key", {})
    found = dj_database_url.parse(env["DATABASE_URL"])
    assert found["NAME"] == str(tmp_path / folder / "tracker.sqlite3")


def test_passwords_are_long_and_never_the_same() -> None:
    made = {start.password() for _ in range(200)}
    assert len(made) == 200
    assert {len(one.replace("-", "")) for one in made} == {20}
    assert not set("".join(made)) & set("01ilo ")


def test_there_is_a_sign_in_for_each_role() -> None:
    names, roles, secrets = zip(*(line.split() for line in start.new_sign_ins().splitlines()), strict=True)
    assert names == ("panel", "office", "chief", "admin")
    assert roles == ("viewer", "editor", "publisher", "administrator")
    assert len(set(secrets)) == 4


def test_sign_ins_are_kept_and_open_to_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "sign-ins.txt"
    first = start.kept(path, start.new_sign_ins)
    assert start.kept(path, start.new_sign_ins) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def demo_commands(demo_dir: Path) -> list[list[str]]:
    """What setting the demo up runs, as words after manage.py."""
    commands = Commands()
    with mock.patch("start.subprocess.run", commands.run):
        start.set_up_demo(demo_dir)
    (demo_dir / "tracker.sqlite3").touch()
    return [command[2:] for command in commands.ran]


def test_the_demo_is_filled_once_and_again_when_a_fixture_changes(project: Path) -> None:
    fixture = project / "fixtures" / "2022-11-02.yaml"
    fixture.parent.mkdir()
    fixture.write_text("paper: one")
    demo_dir = project / "demo"
    every_time = ["migrate", "collectstatic"]
    accounts = ["make_account"] * len(start.ACCOUNTS)
    all_of_it = [*every_time, *accounts, "load_measures", "import_paper", "import_observations"]
    assert [words[0] for words in demo_commands(demo_dir)] == all_of_it
    assert [words[0] for words in demo_commands(demo_dir)] == every_time
    fixture.write_text("paper: two")
    imported = ["import_paper", str(fixture), "--apply", "--by", "admin", "--publish-by", "chief"]
    assert imported in demo_commands(demo_dir)
    assert demo_commands(demo_dir)[2:] == []
    for name in ("measures/theft.yaml", "observations/thefts.csv", "observations/sources.yaml"):
        (fixture.parent / name).parent.mkdir(exist_ok=True)
        (fixture.parent / name).write_text("one")
        assert [words[0] for words in demo_commands(demo_dir)] == all_of_it
    figures = fixture.parent / "observations" / "thefts.csv"
    figures.write_text("two")
    assert ["import_observations", str(figures), "--apply", "--by", "admin"] in demo_commands(demo_dir)
    (demo_dir / "tracker.sqlite3").unlink()
    assert [words[0] for words in demo_commands(demo_dir)] == all_of_it


@pytest.mark.parametrize(
    ("fails_on", "says"),
    [("load_measures", "definitions"), ("import_paper", "papers"), ("import_observations", "figures")],
)
def test_an_interrupted_filling_is_done_again(project: Path, fails_on: str, says: str) -> None:
    demo_commands(project / "demo")
    (project / "demo" / "filled").unlink()
    with (
        mock.patch("start.subprocess.run", Commands(fails_on=fails_on).run),
        pytest.raises(start.StartError, match=says),
    ):
        start.set_up_demo(project / "demo")
    assert fails_on in [words[0] for words in demo_commands(project / "demo")]


def test_a_password_is_given_by_the_environment_and_never_on_the_command_line(project: Path) -> None:
    with mock.patch("start.subprocess.run", wraps=Commands().run) as run:
        _, sign_ins = start.set_up_demo(project / "demo")
    accounts = [call for call in run.call_args_list if "make_account" in call.args[0]]
    secrets = [line.split()[2] for line in sign_ins.splitlines()]
    assert [call.kwargs["env"]["ACCOUNT_PASSWORD"] for call in accounts] == secrets
    assert not set(secrets) & {word for call in run.call_args_list for word in call.args[0]}


@pytest.mark.parametrize("text", ["", "http", "0", "65536", "-1", "80 80", "٨٠"])
def test_a_port_that_is_none_is_told_in_a_sentence(text: str) -> None:
    with pytest.raises(start.StartError, match="from 1 to 65535"):
        start.free_port(text)


def test_the_demo_is_not_called_ready_while_its_home_page_fails() -> None:
    with mock.patch("start.http.client.HTTPConnection") as connection:
        connection.return_value.getresponse.return_value.status = 302
        assert start.answers(8000)
        connection.return_value.getresponse.return_value.status = 500
        with pytest.raises(start.StartError, match="home page fails"):
            start.answers(8000)
        connection.return_value.request.side_effect = ConnectionRefusedError
        assert not start.answers(8000)


@pytest.mark.enable_socket
def test_a_port_that_is_taken_is_told_in_a_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(start.StartError, match=f"Port {port} is taken"):
            start.free_port(str(port))
    assert start.free_port(str(port)) == port


def test_the_tests_words_go_to_pytest_and_its_exit_code_comes_back(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "install", installed := mock.Mock())
    monkeypatch.delenv("CI", raising=False)
    with mock.patch("start.subprocess.run") as run:
        run.return_value.returncode = 3
        assert start.main(["test", "-k", "register"]) == 3
    assert run.call_args.args[0][1:] == ["-m", "pytest", "-k", "register"]
    installed.assert_called_once_with(start.TEST)


def test_proofs_run_whole_and_their_exit_code_comes_back(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "install", mock.Mock())
    monkeypatch.setenv("PROOF", "")
    with mock.patch("start.subprocess.run") as run:
        run.return_value.returncode = 4
        assert start.main(["proof", "-k", "writers"]) == 4
    assert run.call_args.args[0][1:] == ["-m", "pytest", "tests/proofs", "--no-cov", "-k", "writers"]
    assert os.environ["PROOF"] == "1"


@pytest.mark.parametrize(("ci", "chromium"), [("true", None), ("", "bin/chromium")])
def test_browser_tests_are_installed_where_a_browser_is(
    project: Path, monkeypatch: pytest.MonkeyPatch, ci: str, chromium: str | None
) -> None:
    monkeypatch.setattr(start, "install", installed := mock.Mock())
    monkeypatch.setattr(start, "exit_code", mock.Mock(return_value=0))
    monkeypatch.setattr("start.shutil.which", lambda name: chromium)
    monkeypatch.setenv("CI", ci)
    start.test([])
    installed.assert_called_once_with(start.BROWSER)


def test_lint_runs_every_check_and_fails_when_one_does(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "install", mock.Mock())
    monkeypatch.setattr(start, "exit_code", checks := mock.Mock(side_effect=[1, 0, 0, 0]))
    assert start.main(["lint"]) == 1
    assert [call.args[0] for call in checks.call_args_list] == ["ruff", "ruff", "mypy", "lint-imports"]


def test_an_unknown_command_is_answered_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert start.main(["serve"]) == 2
    told = capsys.readouterr().err
    assert all(f"start.py {name}" in told for name in start.COMMANDS)


def test_an_older_python_is_told_in_a_sentence() -> None:
    source = Path(start.__file__).read_text()
    older = source.replace("OLDEST_PYTHON = (3, 11)", "OLDEST_PYTHON = (9, 0)")
    told = subprocess.run([sys.executable, "-c", older], capture_output=True, text=True)
    assert told.returncode == 1
    assert told.stderr.startswith("This needs Python 3.11 or newer")
    assert "Traceback" not in told.stderr
