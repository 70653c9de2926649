"""The verdict in sentences, from the questionnaire's own words."""

from __future__ import annotations

from collections.abc import Sequence

from ..questionnaire.model import Language, Questionnaire
from .assessment import Assessment


def verdict_sentences(questionnaire: Questionnaire, assessment: Assessment, language: Language) -> list[str]:
    """One sentence, and a second when the profile is mixed; nothing is left to fill in."""
    names = {logic.id: logic.in_(language) for logic in questionnaire.logics}
    first = next(iter(assessment.closest), "")
    values = {
        "logique": names.get(first, ""),
        "logiques": listed([quoted(names[name], language) for name in assessment.closest], language),
        "indice": f"{assessment.match.indices.get(first, 0.0):.0f}",
        "seconde": names.get(assessment.second or "", ""),
        "confiance": _confidence(assessment, language),
        "parts": lean_sentence(questionnaire, assessment, language),
    }
    keys = [assessment.outcome, *(["mixte"] if assessment.mixed else [])]
    return [_filled(getattr(questionnaire.verdicts, key).in_(language), values) for key in keys]


def _filled(sentence: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        sentence = sentence.replace("{" + name + "}", value)
    return sentence


def _confidence(assessment: Assessment, language: Language) -> str:
    high = assessment.outcome == "logique"
    if language == "en":
        return "high" if high else "moderate"
    return "élevée" if high else "modérée"


def lean_sentence(questionnaire: Questionnaire, assessment: Assessment, language: Language) -> str:
    """« Des 12 dimensions comparées, 8 penchent vers …, 3 vers … et 1 hors du modèle. »; empty when nothing could be compared."""
    profile = assessment.profile
    if not profile.informative:
        return ""
    english = language == "en"
    parts = [
        f"{count} {'towards' if english else 'vers'} {quoted(questionnaire.logic_by_id[logic].in_(language), language)}"
        for logic, count in sorted(profile.counts.items(), key=lambda item: -item[1])
        if count
    ]
    most = max(profile.counts.values())
    verb = ("leans" if most == 1 else "lean") if english else ("penche" if most == 1 else "penchent")
    if parts:
        parts[0] = parts[0].replace(f"{most} ", f"{most} {verb} ", 1)
    if profile.outside:
        parts.append(f"{profile.outside} {'outside the model' if english else 'hors du modèle'}")
    return (
        f"Of the {profile.informative} dimensions compared, {listed(parts, language)}."
        if english
        else f"Des {profile.informative} dimensions comparées, {listed(parts, language)}."
    )


def quoted(words: str, language: Language) -> str:
    return f"“{words}”" if language == "en" else f"«\u00a0{words}\u00a0»"


def listed(words: Sequence[str], language: Language) -> str:
    """a, b et c."""
    both = " and " if language == "en" else " et "
    return both.join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
