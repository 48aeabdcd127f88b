"""Forms: what a command takes, asked for in a window of Slack's where nobody typed it.

| module      | does                                                                       |
|-------------|----------------------------------------------------------------------------|
| fields      | what there is to fill in, the same for every kind of command               |
| job_fields  | the same for what a job takes                                              |
| elements    | the element of Slack's for each kind of field                              |
| modal       | the whole form                                                             |
| ticket      | what a form carries along, to be found again when it is sent               |
| filled      | what somebody filled in, as words for the command's parameters             |
| opening     | shows the form, or a button that does                                      |
"""
