"""What a valid file may still get wrong: one module a kind of fault, each a function from a `Draft` to its faults."""
