"""A Slack workspace of our own: the Web API, signed event deliveries and a chat page, in memory.

What it does as Slack documents, what as others saw Slack do, and what is missing:
`python -m dev.slack.claims`.
"""
