"""Every way in, over the whole product: gateway, consumers, Redis and Slack as they are run."""
