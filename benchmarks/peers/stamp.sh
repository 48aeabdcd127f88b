# The job that all queues start: it says when it began, as a line `<serial> <seconds since epoch>`.
# The wall clock, since no small program reads the monotonic one; whoever asks reads the same.
exec date "+$1 %s.%N" >> "$STAMPS"
