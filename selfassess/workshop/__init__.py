"""A workshop: a room of people who answer the same form, and what the room may be shown of their answers."""
