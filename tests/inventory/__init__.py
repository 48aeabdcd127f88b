"""What gobridge/gopherbot does for its community, row by row, against the whole of Burrow."""
