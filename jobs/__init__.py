"""Jobs: what the bot runs when people, the clock or GitHub ask for it.

A namespace is a folder `jobs/<namespace>/` with a `jobs.toml` and the scripts beside it, which run
with that folder as working directory. Its name has letters, digits and `-`, and begins each of its
commands. `python -m jobs check` says what is wrong with it; a broken one disables itself alone.

| key                 | default  | meaning                                                         |
|---------------------|----------|-----------------------------------------------------------------|
| description         | ""       | one line for `help`                                             |
| restricted          | false    | only members may run its commands: no guests, bots, other teams |
| default_channel     | "#tech"  | where a run is told that no message asked for                   |
| fabfile             | none     | a file fetched before each run and kept as `fabfile.py`         |
| fabfile_sha256      | none     | what is fetched is used only if it has this checksum            |
| [github] repository | needed   | `owner/name`: its merged pull requests run the job `deploy`     |
| [github] branch     | any      | into which they were merged                                     |

`[jobs.<name>]`: what can run. A run is known as `<namespace>_<name>`.

| key                        | default | meaning                                                   |
|----------------------------|---------|-----------------------------------------------------------|
| run_args_template          | needed  | the command line: `{name}` is a value, `{{` a brace       |
| shell                      | false   | give it to `/bin/sh -c`; then holes stand outside quotes, |
|                            |         | inside write `"$BURROW_ARG_NAME"`                         |
| report_stdout              | false   | on success, post what it printed                          |
| report_success             | true    | on success, if that is not posted, say that it succeeded  |
| report_format              | "text"  | `text`, `blocks` (a JSON list), `code`, `file`            |
| stream_output              | false   | show what it prints while it runs, in one message         |
| suppress_empty             | false   | with report_stdout: say nothing if it printed nothing     |
| call_tech_support_on_error | true    | on failure, repost that to the support channel            |
| timeout_s                  | 3600    | then it is ended; 1 to a week                             |
| kill_after_s               | 10      | so long after it was told to end it is killed; 0 to 600   |
| max_age_s                  | none    | not started within so long after it was due, it expires   |
| concurrency                | 1       | how many runs of it may go on at once, over all processes |
| retries                    | 0       | how often to run again if it failed, or got lost          |
| memory_mb                  | 1024    | over this, all its processes together, it is ended        |
| open_files                 | 256     | how many files each of its processes may have open        |
| env                        | []      | names of variables of the consumer that it may see        |
| schedule                   | none    | `{ cron = "0 9 * * 1-5", time_zone = "UTC", misfire = … }`|
|                            |         | five fields, or `@daily` and such; of times that passed   |
|                            |         | unseen `skip` runs none, `once` (default) one for all,    |
|                            |         | `all` each; every parameter needs a default               |

`[jobs.<name>.params.<parameter>]`: which values fit; optional, each hole of the template is a
parameter. The job has all values as `BURROW_ARG_<PARAMETER>` in its environment too.

| key        | default | meaning                                                                   |
|------------|---------|---------------------------------------------------------------------------|
| type       | "text"  | `text`, `word`, `int`, `user`, `channel` (the id of one that is mentioned)|
| choices    | none    | only these, in any case; the job gets them as they are spelled here       |
| default    | none    | what it is if nobody says it; then it may be left out of a command        |
| pattern    | none    | a regular expression that the whole value fits                            |
| allow_dash | false   | take values that begin with `-`, which a program may read as options      |

`[[slack]]`: what people type.

| key           | default | meaning                                                                |
|---------------|---------|------------------------------------------------------------------------|
| command       | needed  | literal words and `[parameter]`s, without the namespace                |
| help          | needed  | one line                                                               |
| action        | needed  | `schedule_job`, `cancel_job` (those that have not begun),              |
|               |         | `schedule_suppression` (with two parameters: hold it back today between|
|               |         | two times), `cancel_suppression`                                       |
| job_type      | needed  | which of the jobs                                                      |
| delay_seconds | 0       | begin so much later; asked for again in between it begins anew         |

Whoever calls a command with nothing, by a slash command or a button, is shown a form in which
choices, people and channels are picked, and defaults are filled in: consumer/forms.

Case does not matter in literal words. A parameter takes as few words as what follows it leaves,
the last one the rest: patterns.py. If several commands fit, the one with the longest literal
beginning runs, of one beginning the one without parameters, then the first by the alphabet.

A template is parted into words first, and values are put in afterwards: no shell sees them,
whatever quotes the template has (template.py). A value may not decide what runs, nor be read as
code by another program, unless choices, a pattern or a type say what fits (interpreters.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jobs.catalogue import Catalogue

# Imported where they are used: the scripts of namespaces import this package too, for blocks.py,
# and would begin 0.15 s later.


def load(folder: Path) -> Catalogue:
    """Read every namespace of a folder; one that is not there has none."""
    from jobs import catalogue

    return catalogue.load(folder)


def names(folder: Path) -> frozenset[str]:
    """Return the names of all namespaces of a folder, without a look at what they define."""
    from jobs import catalogue

    return catalogue.names(folder)
