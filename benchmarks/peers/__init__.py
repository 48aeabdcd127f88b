"""The programs that Burrow is measured against, each run in an environment of its own."""
