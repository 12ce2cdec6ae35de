"""The forms of the hand-off."""
