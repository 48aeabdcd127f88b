printf '%*s' "$1" '' | tr ' ' x
