"""A result as a terminal shows it to a person."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from ..questionnaire.model import Element, Language, Mark, Questionnaire
from .assessment import Assessment, CalledAdvice, DefiStanding, Lead
from .words import lean_sentence, listed, quoted, verdict_sentences

BAR = 30
MARKS: dict[Mark, tuple[str, str]] = {
    "source": ("dans la source", "in the source"),
    "infere": ("inféré de la source", "inferred from the source"),
    "projet": ("ajouté par le projet", "added by the project"),
}


def shown_result(questionnaire: Questionnaire, assessment: Assessment, language: Language) -> Iterator[RenderableType]:
    """The verdict in words, the indices, the défis, the recommandations and the pistes, to print one after the other."""
    page = _Page(questionnaire, assessment, language)
    yield from page.verdict()
    yield from page.indices()
    yield from page.defis()
    yield from page.advice()
    yield from page.leads()
    yield Line(questionnaire.verdicts.limits.in_(language) + "\n", style="dim")


class _Page:
    def __init__(self, questionnaire: Questionnaire, assessment: Assessment, language: Language) -> None:
        self.questionnaire = questionnaire
        self.assessment = assessment
        self.language: Language = language

    def said(self, fr: str, en: str) -> str:
        return en if self.language == "en" else fr

    def heading(self, fr: str, en: str) -> Line:
        return Line("\n" + self.said(fr, en), style="bold")

    def verdict(self) -> Iterator[RenderableType]:
        for sentence in verdict_sentences(self.questionnaire, self.assessment, self.language):
            yield Line(sentence, style="bold green")
        if self.assessment.outcome == "insuffisant":
            names = [self.dimension(name) for name in self.assessment.missing]
            helpful = self.said("Ces réponses aideraient le plus", "These answers would help most")
            yield Line(f"{helpful}{self.colon()}{listed(names, self.language)}.")
        else:
            yield Line(lean_sentence(self.questionnaire, self.assessment, self.language))

    def dimension(self, name: str) -> str:
        question = self.questionnaire.question_by_id[name]
        return (question.short or question).in_(self.language)

    def colon(self) -> str:
        return ": " if self.language == "en" else "\u00a0: "

    def indices(self) -> Iterator[RenderableType]:
        if self.assessment.outcome == "insuffisant":
            return
        yield self.heading(
            "Indice de correspondance (0 : hasard, 100 : identique)", "Correspondence index (0: chance, 100: identical)"
        )
        table = Table.grid(padding=(0, 2))
        for logic in self.questionnaire.logics:
            index = self.assessment.match.indices[logic.id]
            bar = Line("█" * round(index * BAR / 100), style="cyan")
            table.add_row(Line(logic.in_(self.language)), Line(f"{index:.0f}", justify="right"), bar)
        yield Padding(table, (0, 2))

    def defis(self) -> Iterator[RenderableType]:
        known = [standing for standing in self.assessment.defis if standing.status in ("known", "to_clarify")]
        if not known:
            return
        yield self.heading("Défis, du plus pressant au moins pressant", "Défis, most pressing first")
        table = Table.grid(padding=(0, 2))
        for standing in sorted(known, key=lambda standing: -(standing.priority or 0.0)):
            table.add_row(
                Line(self.questionnaire.defi_by_id[standing.defi].short.in_(self.language)),
                Line(self.standing(standing)),
                Line(self.priority(standing), justify="right"),
            )
        yield Padding(table, (0, 2))

    def standing(self, standing: DefiStanding) -> str:
        """« fort, repéré »."""
        scales = self.questionnaire.scales
        if scales is None:
            return ""
        unknown = self.said("ne sais pas", "do not know")
        strength = unknown if standing.strength is None else scales.strength[standing.strength].in_(self.language)
        handling = unknown if standing.handling is None else scales.handling[standing.handling].in_(self.language)
        return f"{strength}, {handling}".lower()

    def priority(self, standing: DefiStanding) -> str:
        if standing.priority is None:
            return self.said("à clarifier", "to clarify")
        return f"{100 * standing.priority:.0f} / 100"

    def advice(self) -> Iterator[RenderableType]:
        if self.assessment.advice:
            yield self.heading("Recommandations", "Recommandations")
        for called in self.assessment.advice:
            yield from self.called(called)

    def called(self, called: CalledAdvice) -> Iterator[RenderableType]:
        advice = next(one for one in self.questionnaire.advice if one.id == called.advice)
        yield Line(f"  • {advice.in_(self.language)} ({self.mark(advice)})")
        reasons = [
            f"{self.questionnaire.defi_by_id[standing.defi].short.in_(self.language)} ({self.standing(standing)})"
            for standing in called.reasons
        ]
        because = self.said("parce que vous dites", "because you say")
        semicolon = "; " if self.language == "en" else "\u00a0; "
        reason = Line(f"{because}{self.colon()}{semicolon.join(reasons)}", style="dim")
        yield Padding(reason, (0, 4))

    def mark(self, element: Element) -> str:
        return self.said(*MARKS[element.mark])

    def leads(self) -> Iterator[RenderableType]:
        rules = self.questionnaire.advice_rules
        if not self.assessment.leads or rules is None:
            return
        yield self.heading("Pistes", "Pistes")
        yield Line(rules.leads_intro.in_(self.language))
        for lead in self.assessment.leads:
            yield Line(f"  • {self.lead(lead)}")

    def lead(self, lead: Lead) -> str:
        option = self.questionnaire.question_by_id[lead.question].option_by_id[lead.option]
        holders = [
            quoted(self.questionnaire.logic_by_id[logic].in_(self.language), self.language) for logic in lead.logics
        ]
        return f"{option.in_(self.language)} ({listed(holders, self.language)})"
