"""What runs by the clock: one active instance of any number, caches, trimming, health."""
