"""How fast Burrow is, against what: each figure taken next to its yardstick in the same round."""
