"""Templates that need a shell: where a hole may stand, and that /bin/sh agrees."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from jobs import shell
from jobs.job_faults import needs_shell
from tests.jobs.test_template import HOSTILE
from tests.jobs.written import faults, job

IN_QUOTES = 'write "$BURROW_ARG_N" instead'


@pytest.mark.parametrize(
    ("line", "inside"),
    [
        ("echo {n}", ""),
        ("echo a{n}b", ""),
        ("echo 'a' {n} \"b\"", ""),
        ("echo $(cat {n})", ""),
        ("(cat {n}); echo", ""),
        ("cat <x >{n}", ""),
        ("echo 'a {n}'", "single quotes"),
        ('echo "a {n}"', "double quotes"),
        ('echo "it\'s {n}"', "double quotes"),
        ("echo 'say \"' {n} '\"'", ""),
        ('echo "\\" {n}"', "double quotes"),
        ("echo \\' {n} \\'", ""),
        ("echo `cat {n}`", "backticks"),
        ('echo "`cat {n}`"', "backticks"),
        ('echo "$(cat {n})"', "$(…) in double quotes"),
        ("echo $(cat '{n}')", "single quotes"),
        ("echo $(echo \"$(echo ')' {n})\")", "$(…) in double quotes"),
        ("echo $((1 + {n}))", "$((…))"),
        ("echo ${{x:-{n}}}", "${…}"),
        ("echo \\{n}", "an escape"),
        ("echo ${n}", "a variable's name"),
        ("echo $x{n}", "a variable's name"),
        ("ls # {n}", "a comment"),
        ("echo a#{n}", ""),
        ("echo $(ls)#{n}", ""),
        ("cat <<END\n{n}\nEND", "a here-document"),
    ],
)
def test_place_of_a_hole_is_known(line: str, inside: str) -> None:
    assert [place.inside for place in shell.read(line).places] == [inside]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("echo '{n}' | cat", f"{{n}} stands in single quotes: {IN_QUOTES}"),
        ('echo "{n}" | cat', f"{{n}} stands in double quotes: {IN_QUOTES}"),
        ("echo `cat {n}`", f"{{n}} stands in backticks: {IN_QUOTES}"),
        ("cat $BURROW_ARG_N | wc", '$BURROW_ARG_N is parted at blanks: write "$BURROW_ARG_N"'),
        ("cat ${{BURROW_ARG_N}} | wc", '$BURROW_ARG_N is parted at blanks: write "$BURROW_ARG_N"'),
        ("echo $((BURROW_ARG_N + 1))", "BURROW_ARG_N stands in $((…)): write a script"),
        ("echo 'a | {n}", "has single quotes that do not end: close them"),
        ('echo "a | {n}', "has double quotes that do not end: close them"),
        ("echo $(cat {n}", "that do not end: close them"),
        ("echo $'a' {n}", "has a $ before quotes, which sh does not know: leave it out"),
        ("echo $(case {n} in a) ls;; esac)", "has a case in parentheses: write a script"),
        ("echo " + "$(" * 1_000 + "{n}", "is nested too deep: write a script"),
        ("cat <<E\n$((BURROW_ARG_N))\nE", "BURROW_ARG_N stands in a here-document: write a script"),
    ("cat <<E\n{n}\nE", "{n} stands in a here-document: write a script"),
    ("ls 2>&1{n}", "has a value behind >&: write > file 2>&1"),
    ("ls >& \"$BURROW_ARG_N\"", "has a value behind >&"),
    ("{n} | cat", "{n} lets people choose what runs: give n choices"),
        ("ls; ./{n}.sh", "./{n}.sh lets people choose what runs"),
        ("X=1 {n} | cat", "{n} lets people choose what runs"),
        ("ls | sh -c {n}", "n stands where sh reads code"),
        ("ls | sudo bash -ec \"$BURROW_ARG_N\"", "N stands where bash reads code"),
        ("sh -c \"echo $BURROW_ARG_N\"", "N stands where sh reads code"),
        ("ssh host ls {n} | cat", "n stands where ssh reads code"),
        ("trap {n} EXIT", "n stands where trap reads code"),
        ("X=1 trap {n} EXIT", "n stands where trap reads code"),
        (". {n}", "n stands where . reads code"),
        ("if ls; then . ./{n}.sh; fi", "n stands where . reads code"),
        ("source \"$BURROW_ARG_N\"", "N stands where source reads code"),
        ("export {n}", "n stands where export reads code"),
        ("export A=1 {n}; ls", "n stands where export reads code"),
        ("export PATH={n}; ls", "PATH={n} sets a variable of the program: let it read $BURROW_ARG"),
        ("PATH={n} ls", "PATH={n} sets a variable of the program"),
        ("A=1 PATH=\"$BURROW_ARG_N\" ls", "sets a variable of the program"),
        ("if PATH=/x:{n} nice ls; then ls; fi", "PATH=/x:{n} sets a variable of the program"),
        ("env PATH={n} ls", "PATH={n} sets a variable of the program"),
        ("{n}PATH=x ls", "{n}PATH=x lets people choose what runs"),
        ("env {n}PATH=x ls", "{n}PATH=x lets people choose what runs"),
        ("if {n}; then ls; fi", "{n} lets people choose what runs"),
        ("ls | xargs {n}", "{n} lets people choose what runs"),
        ("ls | awk '/'{n}'/' | cat", "n stands where awk reads code"),
    ],
)  # fmt: skip
def test_line_that_a_value_could_break_is_refused(tmp_path: Path, line: str, says: str) -> None:
    text = f"[jobs.it]\nshell = true\nrun_args_template = '''\n{line}'''\n[jobs.it.params.n]"
    found = [cure for _, cure in faults(tmp_path, text)]
    assert [cure for cure in found if says in cure] != []


GOOD = [
    "printf '<%s>' {n} | cat",
    "printf '<%s>' {n}; true",
    "printf '<%s>' \"$BURROW_ARG_N\" | cat",
    "printf '<%s>' \"${{BURROW_ARG_N}}\" | cat",
    "printf '<%s>' 'a '\"$BURROW_ARG_N\" | sed 's/a //'",
    "x={n}; printf '<%s>' \"$x\"",
    "printf '<%s>' \"$(printf '%s' \"$BURROW_ARG_N\")\" | cat",
    "( printf '<%s>' {n} ) 2>&1",
    "x={n} y=; printf '<%s>' \"$x\"",
    "export x=1; x={n}; printf '<%s>' \"$x\"",
    "A=1 printf '<%s>' {n}",
    "if :; then . /dev/null; fi; printf '<%s>' {n}",
    'sh -c \'printf "<%s>" "$BURROW_ARG_N"\' | cat',
    'sh -c \'printf "<%s>" "$1"\' - {n} | cat',
    'awk -v x=1 \'BEGIN {{ printf "<%s>", ENVIRON["BURROW_ARG_N"] }}\' | cat',
]


@pytest.mark.parametrize("line", GOOD)
def test_shell_prints_any_value_as_it_is(tmp_path: Path, line: str) -> None:
    found = job(tmp_path, line, "shell = true\n[jobs.it.params.n]")
    printed = {value: run(found.argv({"n": value}), value, tmp_path) for value in HOSTILE}
    assert printed == {value: f"<{value}>" for value in HOSTILE}


def run(argv: list[str], value: str, folder: Path) -> str:
    """Return what a process prints; a line break at the end is sed's."""
    given = {"PATH": os.environ["PATH"], "BURROW_ARG_N": value}
    ended = subprocess.run(argv, cwd=folder, env=given, capture_output=True, text=True, timeout=10)
    return ended.stdout.removesuffix("\n") + ended.stderr


@pytest.mark.parametrize(
    "template",
    [
        "ls | wc -l", "cd x && ls", "ls; ls", "ls > x", "ls 2>&1", "ls &", "ls *.txt", "ls a?",
        "ls [ab]", "ls ~/x", "echo $HOME", 'echo "$HOME"', "echo `ls`", 'echo "`ls`"', "(ls)",
        "ls # all", "ls\nls", "X=1 ls", "exit 3", "cd x", ". x", "source x", "if x", 'echo "\\$5"',
    ],
)  # fmt: skip
def test_template_that_needs_a_shell_is_told_from_others(tmp_path: Path, template: str) -> None:
    text = f"[jobs.it]\nrun_args_template = '''\n{template}'''\n"
    cures = [cure for _, cure in faults(tmp_path, text)]
    assert needs_shell(template)
    assert any("add shell = true" in cure for cure in cures)
    assert faults(tmp_path, f"{text}shell = true") == []


@pytest.mark.parametrize(
    "template",
    [
        "printf 'a | b' \"c; d\" '*' \\* \\$x", "awk '{print $1}' f", "[ -f x ]",
        "echo a=b c~d a#b",
        "find . -exec ls {} +", "cat it\\'s", "true", "printf %s!",
    ],
)  # fmt: skip
def test_template_that_needs_none_is_left_without(template: str) -> None:
    assert not needs_shell(template)


def test_echo_of_a_backslash_is_the_shells_own() -> None:
    assert needs_shell("echo 'a\\nb'")
