"""What travels between the processes, and how: settings, events, streams, Slack, log, metrics."""
