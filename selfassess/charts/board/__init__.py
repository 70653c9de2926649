"""The charts of a workshop's board: read at ten metres, drawn from intervals alone."""
