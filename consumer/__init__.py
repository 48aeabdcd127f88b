"""Stream -> handlers -> Slack: reads entries, runs the handlers that match, settles each entry."""
