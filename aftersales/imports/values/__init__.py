"""From untidy cells to values: pure functions, one file a kind of untidiness."""
