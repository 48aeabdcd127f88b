"""Everything on one machine: an embedded Redis, a Slack workspace in the browser, the processes."""
