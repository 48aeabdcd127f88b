"""Questions in chat: a confirmation, a choice, a text; the answer goes on in a function of its own.

| a handler calls | people see                        | the continuation's `answered.value` is |
|-----------------|-----------------------------------|----------------------------------------|
| confirm         | two buttons                       | `yes`; `no` goes on only with `if_not` |
| choose          | up to five buttons, else a menu   | the value of the chosen option         |
| ask             | a button that opens a field       | the text                               |

The handler ends when its question is posted. Whoever may answers within `expires_s`, whichever
processes were restarted meanwhile; the function registered with `@router.step(then)` is then called
with what was frozen when it was asked, once for each question. Buttons go with the answer, or when
the time is over (bgtasks/tasks/steps.py).
"""

from consumer.steps.answered import Answered as Answered
from consumer.steps.asking import ask as ask
from consumer.steps.asking import choose as choose
from consumer.steps.asking import confirm as confirm
