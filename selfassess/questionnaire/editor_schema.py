"""The JSON Schema of a questionnaire file, for an editor that completes and checks while one types."""

from __future__ import annotations

from typing import Any, cast

from pydantic.json_schema import GenerateJsonSchema

from .model import Questionnaire
from .types import question_types

_SET_ON_READING = ("precision_de", "defi")


def editor_schema() -> dict[str, Any]:
    """A JSON Schema (2020-12) whose keys are the file's own words."""
    schema = Questionnaire.model_json_schema(by_alias=True)
    definitions = cast(dict[str, dict[str, Any]], schema["$defs"])
    question = definitions["Question"]["properties"]
    for name in _SET_ON_READING:
        del question[name]
    question["type"] = {
        "title": "Type",
        "description": "How the question is answered.",
        "enum": sorted(question_types()),
    }
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema, "title": "Questionnaire"}
