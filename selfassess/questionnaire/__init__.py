"""The questionnaire as a value: its model, how it is read and checked, and what its answers mean. Pure."""
