"""The web doors. One module per public; every route says who may call it."""
