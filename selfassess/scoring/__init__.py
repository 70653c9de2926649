"""Which logic the answers resemble, how surely, why, and what is advised. `assess` is the one entry."""
