"""The bot's home tab: what somebody may do here, their runs, what is going to run, and health.

| module     | does                                                                        |
|------------|-----------------------------------------------------------------------------|
| facts      | gathers what the tab shows, in a few round trips                            |
| condition  | how Redis, the background tasks, the streams and the jobs are               |
| page       | the whole view, made of facts                                               |
| health     | its part about that, in words                                               |
| abilities  | its part with commands, and buttons that say them                           |
| own_runs   | its part with somebody's runs                                               |
| planned    | its part with what is going to run                                          |
| fitting    | lines in the room that a section has                                        |
| publishing | puts the view where Slack shows it                                          |

A button says a command as if whoever clicks it had typed it: consumer/handlers/say.py. What would
change something asks first.
"""
