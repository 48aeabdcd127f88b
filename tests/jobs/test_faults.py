"""Everything that can be wrong with a jobs.toml is said: key and cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.jobs.written import SAY, faults, read, write

JOB = "[jobs.it]\nrun_args_template = 'true'\n"
TAKES = "[jobs.it]\nrun_args_template = 'echo {n}'\n"
COMMAND = "[[slack]]\nhelp = 'x'\naction = 'schedule_job'\njob_type = 'it'\n"
ACTION = "[[slack]]\nhelp = 'x'\njob_type = 'it'\n"
TEMPLATE, CLOCK = "jobs.it.run_args_template", "jobs.it.schedule"
DEFAULT, CHOICES = "jobs.it.params.n.default", "jobs.it.params.n.choices"
FIRST, SECOND, DELAY = "slack.0.command", "slack.1.command", "slack.0.delay_seconds"
PARAM = f"{TAKES}[jobs.it.params.n]\n"


def said(command: str) -> str:
    """Return a command that asks for the job."""
    return f"{COMMAND}command = '{command}'\n"


# What bennettbot refuses too (section 1.5 of the inventory), then what it takes and fails on later.
LIKE_BENNETTBOT = [
    ("", "jobs", "is missing: add it"),
    ("[jobs.it]", TEMPLATE, "is missing: add it"),
    (f"{JOB}retrys = 1", "jobs.it.retrys", "is not known here: the keys are run_args_template, "),
    (f"{JOB}report_format = 'html'", "jobs.it.report_format", "write 'text', 'blocks', 'code' or"),
    (f"{JOB}[[slack]]\nhelp = 'x'\naction = 'cancel_job'\njob_type='it'", FIRST, "is m"),
    (f"{JOB}[[slack]]\ncommand = 'x'\naction='cancel_job'\njob_type='it'", "slack.0.help", "is m"),
    (f"{JOB}[[slack]]\ncommand = 'x'\nhelp = 'x'\njob_type='it'", "slack.0.action", "is missing"),
    (f"{JOB}{said('x')}delay = 1", "slack.0.delay", "is not known here: the keys are command, "),
    (f"{JOB}{ACTION}command='x'\naction='go'", "slack.0.action", "is not known here: write 'sched"),
    (f"{JOB}{said('x')}".replace("'it'", "'that'"), "slack.0.job_type", "is no job here: the jobs"),
    (f"{JOB}{said('x [n]')}", FIRST, "has [n], which the template has not: add {n}"),
    (f"{TAKES}{said('x')}", FIRST, "does not say n: add [n], or give the parameter a"),
]  # fmt: skip
OURS = [
    (f"restrict = true\n{JOB}", "restrict", "is not known here: the keys are description, "),
    (f"description = 'a\\nb'\n{JOB}".replace("'", '"'), "description", "has several lines"),
    (f"default_channel = 'the tech'\n{JOB}", "default_channel", "'the tech' is no channel"),
    (f"{JOB}report_stdout = 'yes'", "jobs.it.report_stdout", "is neither true nor false"),
    ("[jobs.it]\nrun_args_template = ' '", TEMPLATE, "is blank"),
    ("[jobs.it]\nrun_args_template = 'a \"b'", TEMPLATE, "cannot be parted"),
    ('[jobs.it]\nrun_args_template = "a \\u0000"', TEMPLATE, "has a NUL"),
    (f"[jobs.it]\nrun_args_template = '{'x' * 4001}'", TEMPLATE, "at most 4000"),
    (f"[jobs.'a b']{JOB[9:]}", "jobs.a b", "is no name of a job: use letters, digits, - and _"),
    (f"{JOB}{said('X')}{said('x')}", SECOND, "is said like 'demo X': remove one"),
    (f"{TAKES}{said('x [n]')}{said('x  [n]')}", SECOND, "is said like 'demo x [n]'"),
    (f"{TAKES}{said('x [n]')}{said('x [n] now')}", SECOND, "never runs, since 'demo x"),
    (f"{JOB}{said('x [n')}", FIRST, "'[n' is neither a word nor a parameter"),
    (f"{JOB}{said('x poem[n]')}", FIRST, "'poem[n]' is neither"),
    (f"{JOB}{said('x [n] [n]')}", FIRST, "has [n] twice: rename one"),
    (f"{JOB}{said('x')}delay_seconds = '60'", DELAY, "is no whole number"),
    (f"{JOB}{said('x')}delay_seconds = -1", DELAY, "greater than or equal to 0"),
    (f"{JOB}{said('x')}delay_seconds = 1.5", DELAY, "is no whole number"),
    (f"{JOB}{ACTION}command='x [n]'\naction='cancel_job'", FIRST, "takes nothing"),
    (f"{JOB}{ACTION}command='x [n]'\naction='cancel_suppression'", FIRST, "takes nothi"),
    (f"{JOB}{ACTION}command='x [n]'\naction='schedule_suppression'", FIRST, "needs two "),
    (f"{JOB}{ACTION}command='x'\ndelay_seconds=1\naction='cancel_job'", DELAY, "is of no use to"),
    (f"{JOB}{said('x')}".replace("help = 'x'", f"help = '{'x' * 101}'"), "slack.0.help", "100"),
    ("[jobs.it]\nrun_args_template = 'a }}'", TEMPLATE, "has {{ and }} in differ"),
    ("[jobs.it]\nrun_args_template = 'a {n} {n:5}'", TEMPLATE, "write {n}, witho"),
    ("[jobs.it]\nrun_args_template = 'a {n} { n }'", TEMPLATE, "write {n}, withou"),
    ('[jobs.it]\nrun_args_template = "a \'$BURROW_ARG_N\'"', TEMPLATE, "no parameter"),
    ("[jobs.it]\nrun_args_template = '{n} a'", TEMPLATE, "choose what runs"),
    ("[jobs.it]\nrun_args_template = 'sudo -u x {n} a'", TEMPLATE, "choose what runs"),
    ("[jobs.it]\nrun_args_template = 'env A=1 nice -n 5 {n}'", TEMPLATE, "choose what runs"),
    ("[jobs.it]\nrun_args_template = 'timeout 5s ./{n}.sh'", TEMPLATE, "choose what runs"),
    ("[jobs.it]\nrun_args_template = 'sh -c \"a {n}\"'", TEMPLATE, "where sh read"),
    ("[jobs.it]\nrun_args_template = 'python3.11 -c {n}'", TEMPLATE, "where python"),
    ("[jobs.it]\nrun_args_template = 'sed s/a/{n}/ f'", TEMPLATE, "where sed read"),
    ("[jobs.it]\nrun_args_template = 'ruby -e{n}'", TEMPLATE, "where ruby reads code"),
    ("[jobs.it]\nrun_args_template = 'node --eval={n}'", TEMPLATE, "where node reads code"),
    ("[jobs.it]\nrun_args_template = 'node -p {n}'", TEMPLATE, "where node reads code"),
    ("[jobs.it]\nrun_args_template = 'flock f -c {n}'", TEMPLATE, "where flock reads code"),
    ("[jobs.it]\nrun_args_template = 'watch ls {n}'", TEMPLATE, "where watch reads code"),
    ("[jobs.it]\nrun_args_template = 'ssh a {n}'", TEMPLATE, "where ssh reads code"),
    (f"{PARAM}default = '-x'", DEFAULT, "would be refused: `-x` begins with a dash"),
    (f"{PARAM}type = 'int'\ndefault = 'x'", DEFAULT, "is not a whole number"),
    (f"{PARAM}choices = ['a']\ndefault = 'b'", DEFAULT, "is not one of `a`"),
    (f"{PARAM}choices = ['a']\ndefault = 'A'", DEFAULT, "would become 'a'"),
    (f"{PARAM}choices = ['a', 'A']", CHOICES, "has one twice"),
    (f"{PARAM}choices = ['-a']", CHOICES, "add allow_dash = true"),
    (f"{PARAM}choices = ['a', ' ']", CHOICES, "has a blank one"),
    (f"{PARAM}choices = ['a']\ntype = 'int'", CHOICES, "leave type and pattern out"),
    (f"{PARAM}pattern = '('", "jobs.it.params.n.pattern", "is no regular expression: missing )"),
    (f"{PARAM}type = 'date'", "jobs.it.params.n.type", "is not known here: write 'text', 'word', "),
    (f"{PARAM}default = true", DEFAULT, "is no text: put quotes around it"),
    (f"{PARAM}[jobs.it.params.N]", "jobs.it.params.N", "has the variable BURROW_ARG_N of n"),
    (f"{JOB}[jobs.it.params.'a-b']", "jobs.it.params.a-b", "is no name of a parameter"),
    (f"{JOB}schedule = {{ cron = '0 9 * *' }}", f"{CLOCK}.cron", "write five fields"),
    (f"{JOB}schedule = {{ cron = '0 25 * * *' }}", f"{CLOCK}.cron", "bad hour"),
    (f"{JOB}schedule = {{ cron = '0 0 30 2 *' }}", f"{CLOCK}.cron", "bad day"),
    (f"{JOB}schedule = {{ cron = '@reboot' }}", f"{CLOCK}.cron", "write one of @hourly"),
    (f"{JOB}schedule.cron = '@daily'\nschedule.time_zone = 'Mars'", f"{CLOCK}.time_zone", "wr"),
    (f"{JOB}schedule.cron = '@daily'\nschedule.time_zone = '../x'", f"{CLOCK}.time_zone", "wr"),
    (f"{JOB}schedule.cron = '@daily'\nschedule.misfire = 'no'", f"{CLOCK}.misfire", "'skip'"),
    (f"{TAKES}schedule = {{ cron = '@daily' }}", "jobs.it.params.n", "has no default, which the j"),
    (f"{JOB}env = ['A-B']", "jobs.it.env.0", "'A-B' names no variable"),
    (f"{JOB}env = ['BURROW_JOB']", "jobs.it.env.0", "is set by Burrow: leave it out"),
    (f"{JOB}timeout_s = 0", "jobs.it.timeout_s", "greater than or equal to 1"),
    (f"{JOB}timeout_s = 604801", "jobs.it.timeout_s", "less than or equal to 604800"),
    (f"{JOB}timeout_s = inf", "jobs.it.timeout_s", "finite number"),
    (f"{JOB}timeout_s = nan", "jobs.it.timeout_s", "finite number"),
    (f"{JOB}kill_after_s = -1", "jobs.it.kill_after_s", "greater than or equal to 0"),
    (f"{JOB}max_age_s = 0", "jobs.it.max_age_s", "greater than or equal to 1"),
    (f"{JOB}concurrency = 0", "jobs.it.concurrency", "greater than or equal to 1"),
    (f"{JOB}retries = 11", "jobs.it.retries", "less than or equal to 10"),
    (f"{JOB}memory_mb = 1", "jobs.it.memory_mb", "greater than or equal to 16"),
    (f"{JOB}open_files = 1", "jobs.it.open_files", "greater than or equal to 16"),
    (f"{JOB}[github]\nrepository = 'site'", "github.repository", "'site' is no repository: write "),
    (f"{JOB}[github]\nrepository = 'a/b'", "github", "schedules the job deploy, and there is none"),
    (f"{TAKES}[github]\nrepository = 'a/b'".replace("jobs.it", "jobs.deploy"), "github", "need de"),
    (f"fabfile = 'file:///x'\n{JOB}", "fabfile", "is no address: write https://"),
    (f"fabfile = 'http://x.org/f.py'\n{JOB}", "fabfile", "could be changed by anybody on the way"),
    (f"fabfile_sha256 = 'ab'\nfabfile = 'https://x.org/f'\n{JOB}", "fabfile_sha256", "is no SHA-2"),
    (f"fabfile_sha256 = '{'a' * 64}'\n{JOB}", "fabfile_sha256", "is of no fabfile"),
    ("jobs = 1", "jobs", "is no table"),
    ("[jobs", "", "is not TOML"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "key", "cure"), LIKE_BENNETTBOT + OURS)
def test_fault_is_named_with_key_and_cure(tmp_path: Path, text: str, key: str, cure: str) -> None:
    [(found_key, found_cure)] = faults(tmp_path, text)
    assert found_key == key
    assert cure in found_cure


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        (
            "my_jobs",
            "'my_jobs' has a _, which parts namespace and job: rename the folder to my-jobs",
        ),
        ("status", "'status' is what the bot itself answers to"),
        ("Help", "'Help' is what the bot itself answers to"),
        ("in", "'in' is what the bot itself answers to"),
        ("my jobs", "'my jobs' is no name of a namespace"),
    ],
)
def test_folder_that_cannot_be_a_namespace_is_named(tmp_path: Path, name: str, cure: str) -> None:
    [(key, found)] = faults(tmp_path, JOB, name)
    assert (key, found[: len(cure)]) == ("", cure)


def test_all_faults_of_a_file_are_named_at_once(tmp_path: Path) -> None:
    text = f"{PARAM}default = '-x'\n{said('y')}{said('x [m]')}{said('x [b')}"
    assert [key for key, _ in faults(tmp_path, text)] == [
        DEFAULT,
        SECOND,
        "slack.2.command",
    ]


GOOD = [
    "[jobs]",
    f"{JOB}{said('x')}{said('x now')}{said('y')}",
    f"{TAKES}{said('x [n]')}{said('x to [n] now')}",
    f"{PARAM}default = '1'\n{said('x')}{said('x [n]')}",
    f"{PARAM}default = '1'\n{said('x [n]')}{said('x [n] now')}".replace("x [n] now", "y [n] now"),
    f"{JOB}{ACTION}command='hold [a] to [b]'\naction='schedule_suppression'",
    "[jobs.it]\nrun_args_template = 'sh -c \"a {n}\"'\n[jobs.it.params.n]\ntype = 'int'",
    "[jobs.it]\nrun_args_template = '{n}'\n[jobs.it.params.n]\nchoices = ['ls', 'df']",
    '[jobs.it]\nrun_args_template = \'sh -c "a \\"$1\\"" - {n}\''.replace("$1", "x"),
    f"{JOB}schedule = {{ cron = '0 9 * * MON-FRI', time_zone = 'Europe/London', misfire = 'all' }}",
    f"fabfile = 'http://127.0.0.1:1/f.py'\nfabfile_sha256 = '{'A' * 64}'\n{JOB}",
]


@pytest.mark.parametrize("text", GOOD)
def test_good_file_has_no_fault(tmp_path: Path, text: str) -> None:
    assert faults(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        (
            f"{JOB}[github]\nrepository = 'a/b'".replace("jobs.it", "jobs.deploy"),
            ("demo: github has no branch: a pull request merged into any of them deploys",),
        ),
        (f"{JOB}suppress_empty = true", ("suppress_empty does nothing without report_stdout",)),
        (f"{JOB}env = ['SLACK_BOT_TOKEN']", ("env gives the job the bot's own secret",)),
        (f"{JOB}params.n.default = '1'", ("n is not in the template: only BURROW_ARG_N has it",)),
        (
            "[jobs.it]\nrun_args_template = './go.sh'",
            ("./go.sh is not there, or nobody may run it",),
        ),
        ("[jobs.it]\nrun_args_template = './ready.sh'", ()),
        (
            "[jobs.it]\nrun_args_template = 'python3.11 gone.py -v'",
            ("jobs.it: gone.py is not there: put it beside jobs.toml",),
        ),
        ("[jobs.it]\nrun_args_template = 'sh ready.sh'", ()),
        ("[jobs.it]\nrun_args_template = 'python -m site.links'", ()),
        (f"fabfile = 'http://127.0.0.1:1/f.py'\n{JOB}".replace("'true'", "'python gone.py'"), ()),
        (SAY, ()),
    ],
)
def test_doubtful_is_a_warning(tmp_path: Path, text: str, warnings: tuple[str, ...]) -> None:
    script = write(tmp_path, text) / "ready.sh"
    script.touch(mode=0o755)
    found = read(tmp_path, text).warnings
    assert [one for one, said in zip(found, warnings, strict=True) if said not in one] == []
