"""What the sandbox is made of, and what it does where a layer is missing."""

from __future__ import annotations

import errno
import os
import struct
import sys
from pathlib import Path

import pytest
from attackers import ROOT, TRY_TO_READ, opened, running, started

from autograder.rooms.sandbox import (
    Layer,
    Limits,
    Sandbox,
    SandboxError,
    filesystem,
    launch,
    seccomp,
)
from autograder.rooms.sandbox.layers import FILES, LANDLOCK, LAYERS, LIMITS, PRIVILEGES, SECCOMP

linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
ALL = Sandbox(tuple(Layer.found(name, "") for name in LAYERS))


def test_nothing_is_missing_where_every_layer_is_there() -> None:
    assert ALL.missing == ()
    assert ALL.unsafe() == ALL
    ALL.require()


def test_optional_layers_are_not_missed() -> None:
    ALL.without([LANDLOCK, SECCOMP, "proc", "terminal"]).require()


@pytest.mark.parametrize("name", [layer.name for layer in ALL.layers if layer.necessary])
def test_refusal_names_the_layer_the_reason_and_the_way_out(name: str) -> None:
    with pytest.raises(SandboxError) as caught:
        ALL.without([name]).require()
    told = str(caught.value)
    assert f"no layer {name} (left out)" in told
    assert "--unsafe-no-sandbox" in told
    assert "docs/operators.md" in told


def test_unsafe_keeps_what_needs_no_root_of_its_own() -> None:
    left = ALL.without([FILES]).unsafe()
    assert {layer.name for layer in left.layers if layer.present} == {LIMITS, PRIVILEGES, SECCOMP}


def test_other_systems_have_no_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    sandbox = Sandbox.probe()
    assert {layer.name for layer in sandbox.layers} == set(LAYERS)
    assert not any(layer.present for layer in sandbox.layers)
    with pytest.raises(SandboxError, match="darwin"):
        sandbox.require()


def test_sandbox_survives_the_way_to_another_process() -> None:
    sandbox = Sandbox(ALL.without([FILES]).layers, Limits(processes=7))
    assert Sandbox.from_json(sandbox.to_json()) == sandbox


@linux
def test_probe_finds_every_layer_it_names() -> None:
    sandbox = Sandbox.probe()
    assert [layer.name for layer in sandbox.layers] == list(LAYERS)
    assert all(layer.present != bool(layer.why_not) for layer in sandbox.layers)


@pytest.mark.parametrize("value", [0, -1, 1.5, "1", None])
def test_limits_are_whole_numbers(value: object) -> None:
    with pytest.raises(ValueError, match=r"cpu = .*whole number"):
        Limits(cpu=value)  # type: ignore[arg-type]


def test_environment_is_a_short_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("SSH_AUTH_SOCK", "/tmp/agent")
    monkeypatch.setenv("LC_NUMERIC", "C")
    kept = launch.environment()
    assert "secret" not in kept.values()
    assert "SSH_AUTH_SOCK" not in kept
    assert (kept["LC_NUMERIC"], kept["HOME"]) == ("C", "/room/home")


def test_checkout_is_shown_by_its_packages_only() -> None:
    paths = filesystem.shown(["dl4ds_utils.models", "no_such_package"])
    assert any((ROOT / "dl4ds_utils").is_relative_to(path) for path in paths)
    assert not any(ROOT.is_relative_to(path) for path in paths)
    assert not any(
        (ROOT / name).is_relative_to(path) for path in paths for name in ("source", "tests")
    )


def test_root_is_built_where_it_hides_nothing_that_is_shown() -> None:
    assert filesystem.stage([Path("/usr")]) != filesystem.stage([Path(filesystem.stage([]), "x")])


def decide(program: bytes, architecture: int, number: int, argument: int) -> int:
    """Run a filter as the kernel would."""
    data = struct.pack("=IIQQ", number, architecture, 0, argument)
    code = [struct.unpack_from("=HBBI", program, at) for at in range(0, len(program), 8)]
    at, word = 0, 0
    while True:
        operation, yes, no, value = code[at]
        at += 1
        if operation == 0x20:
            (word,) = struct.unpack_from("=I", data, value)
        elif operation == 0x06:
            return int(value)
        else:
            holds = {0x15: word == value, 0x35: word >= value, 0x45: bool(word & value)}[operation]
            at += yes if holds else no


ALLOW, KILL = 0x7FFF0000, 0x80000000


def refusal(number: int) -> int:
    return 0x00050000 | number


@pytest.mark.parametrize(
    ("kind", "calls"),
    [
        ("x86_64", {"read": 0, "mount": 165, "ptrace": 101, "clone": 56, "socket": 41}),
        ("aarch64", {"read": 63, "mount": 40, "ptrace": 117, "clone": 220, "socket": 198}),
    ],
)
def test_filter_allows_what_notebooks_do_and_refuses_the_rest(
    kind: str, calls: dict[str, int]
) -> None:
    machine = seccomp._MACHINES[kind]
    program = seccomp.program(machine)

    def decided(name: str, argument: int = 0) -> int:
        return decide(program, machine.architecture, calls[name], argument)

    assert decided("read") == ALLOW
    assert decided("mount") == decided("ptrace") == refusal(errno.EPERM)
    assert decided("clone", 0x3D0F00) == ALLOW  # a thread
    assert decided("clone", 0x10000011) == refusal(errno.EPERM)  # a user namespace
    assert decided("socket", 1) == ALLOW
    assert decided("socket", 2) == refusal(errno.EAFNOSUPPORT)
    assert decide(program, machine.architecture, 435, 0) == refusal(errno.ENOSYS)  # clone3
    assert decide(program, 0x40000003, calls["read"], 0) == KILL  # another machine's numbers


def test_filter_knows_the_second_set_of_numbers_of_x86() -> None:
    machine = seccomp._MACHINES["x86_64"]
    number = 0x40000000 | 101
    assert decide(seccomp.program(machine), machine.architecture, number, 0) == KILL


@linux
@pytest.mark.parametrize("user", ["root", "user"])
@pytest.mark.parametrize(
    "without",
    [["proc", "terminal"], ["seccomp", "landlock", "proc", "terminal"], ["user"]],
    ids=" ".join,
)
def test_rooms_without_some_layers_still_hide_and_end(user: str, without: list[str]) -> None:
    if without == ["user"] and (user == "user" or os.geteuid() != 0):
        pytest.skip("an ordinary user needs a user namespace")
    mark = f"31536004.{os.getpid()}"
    with opened(user, without) as rooms:
        hidden = [str(rooms.folder / "grades.csv"), str(ROOT / "source"), "/etc/shadow"]
        assert rooms.alone(TRY_TO_READ.format(paths=hidden)) == ""
        assert rooms.alone("import numpy; print(numpy.ones(3).sum())") == "3.0"
        room = rooms.open()
        start = f"import subprocess\nsubprocess.Popen(['sleep', '{mark}'], start_new_session=True)"
        assert rooms.run(room, start).error == ""
        assert len(started(mark)) == 1
        rooms.ask("end", room)
        assert running(mark) == []


@linux
def test_unsafe_room_has_limits_and_works_in_the_folder_itself() -> None:
    with opened("root" if os.geteuid() == 0 else "user", ["files"], unsafe=True) as rooms:
        told = rooms.alone("import os, resource; print(os.getcwd(), resource.getrlimit(7)[0])")
        assert told == f"{rooms.folder}/handed_in 64"
