"""The verbs of the hand-off, in the order a contract meets them."""
