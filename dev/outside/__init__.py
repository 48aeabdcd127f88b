"""Stand-ins for services outside Slack, for `make run` without a network and for tests."""
