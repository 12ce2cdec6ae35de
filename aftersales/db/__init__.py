"""Tables, sessions and the unit of work; see the modules of this room."""
