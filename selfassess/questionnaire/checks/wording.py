"""Sentences that are filled in, and texts left in one language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import VOCABULARY, Text
from ..problems import Fault, Path, fault
from .draft import Draft

VERDICT_WORDS = frozenset({"logique", "logiques", "indice", "confiance", "seconde", "parts"})
DEFI_WORDS = frozenset({"defi"})
_FILLED = re.compile(r"\{([^{}]*)\}")
_DEFI_QUESTIONS = ("ask_strength", "ask_handling", "ask_practices", "ask_comment")


def wording_faults(draft: Draft) -> Iterator[Fault]:
    """Words in braces that nothing fills in, or that one language forgets."""
    for name in type(draft.said.verdicts).model_fields:
        key = VOCABULARY.get(name, name)
        yield from _filled_faults(("verdicts", key), getattr(draft.said.verdicts, name), VERDICT_WORDS)
    if draft.said.scales:
        for name in _DEFI_QUESTIONS:
            path = ("echelles_defis", VOCABULARY[name])
            yield from _filled_faults(path, getattr(draft.said.scales, name), DEFI_WORDS)


def _filled_faults(path: Path, words: Text, known: frozenset[str]) -> Iterator[Fault]:
    found = {"fr": set(_FILLED.findall(words.fr)), "en": set(_FILLED.findall(words.en))}
    listed = ", ".join(f"{{{name}}}" for name in sorted(known))
    for language, text in (("fr", words.fr), ("en", words.en)):
        odd = sorted(found[language] - known)
        if odd or "{" in _FILLED.sub("", text) or "}" in _FILLED.sub("", text):
            what = f"{{{odd[0]}}}" if odd else "{ }"
            yield fault(
                (*path, language),
                f"« {what} » n’est rempli par rien dans cette phrase",
                f"“{what}” is filled in by nothing in this sentence",
                f"prenez parmi {listed}",
                f"take among {listed}",
            )
    if found["fr"] <= known and found["en"] <= known and found["fr"] != found["en"]:
        yield fault(
            path,
            "les deux langues ne remplissent pas les mêmes mots entre accolades",
            "the two languages do not fill in the same words in braces",
            "mettez les mêmes dans les deux",
            "put the same in both",
        )
