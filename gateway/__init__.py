"""Slack -> stream: verify, classify, publish once, answer 200. Stateless, so it scales out."""
