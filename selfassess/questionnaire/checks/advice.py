"""Advice that no answer can call for, and défis that nobody is asked about."""

from __future__ import annotations

from collections.abc import Iterator

from ..problems import Fault, fault
from .draft import Draft


def advice_faults(draft: Draft) -> Iterator[Fault]:
    """Défis never asked, or asked twice; recommandations and pistes that nothing can trigger."""
    yield from _defi_faults(draft)
    yield from _scale_faults(draft)
    for place, advice in enumerate(draft.said.advice):
        known = [name for name in advice.answers if name not in draft.lost]
        if len(known) == len(advice.answers) and not set(known) & draft.asked_defis:
            yield fault(
                ("recommandations", place),
                f"aucune réponse ne peut appeler la recommandation « {advice.id} » : aucun de ses défis n’est posé",
                f"no answer can call for the recommandation “{advice.id}”: none of its défis is asked",
                "donnez-lui un défi (repond_a) qu’une section pose (defis)",
                "give it a défi (repond_a) that a section asks (defis)",
            )
    yield from _lead_faults(draft)
    for place, section in enumerate(draft.said.sections):
        if not section.questions and not section.defis and not draft.lost:
            yield fault(
                ("sections", place),
                f"la section « {section.id} » n’a ni question ni défi",
                f"the section “{section.id}” has no question and no défi",
                "ajoutez-en, ou retirez la section",
                "add some, or remove the section",
            )


def _defi_faults(draft: Draft) -> Iterator[Fault]:
    for path, defi in draft.defis():
        if defi.id not in draft.asked_defis:
            yield fault(
                path,
                f"le défi « {defi.id} » n’est posé dans aucune section",
                f"the défi “{defi.id}” is asked in no section",
                f"ajoutez « {defi.id} » aux « defis » d’une section",
                f"add “{defi.id}” to the “defis” of a section",
            )
    seen: set[str] = set()
    for place, section in enumerate(draft.said.sections):
        again = sorted(seen & set(section.defis))
        if again:
            yield fault(
                ("sections", place, "defis"),
                f"le défi « {again[0]} » est déjà posé dans une autre section",
                f"the défi “{again[0]}” is already asked in another section",
                "gardez une seule des deux",
                "keep only one of the two",
            )
        seen |= set(section.defis)


def _scale_faults(draft: Draft) -> Iterator[Fault]:
    scales = draft.said.scales
    if scales is None:
        if draft.said.defis:
            yield fault(
                ("defis",),
                "il y a des défis, et pas d’échelles pour les poser",
                "there are défis, and no scales to ask them on",
                "ajoutez « echelles_defis: »",
                "add “echelles_defis:”",
            )
        return
    for key, levels in (("force", scales.strength), ("reponse", scales.handling)):
        if len(levels) < 2:
            yield fault(
                ("echelles_defis", key),
                "une échelle a au moins deux niveaux : avec un seul, aucune recommandation n’est jamais appelée",
                "a scale has at least two levels: with one, no recommandation is ever called for",
                "ajoutez des niveaux, le plus bas d’abord",
                "add levels, the lowest first",
            )


def _lead_faults(draft: Draft) -> Iterator[Fault]:
    rules, scales = draft.said.advice_rules, draft.said.scales
    if draft.said.leads_from and rules is None:
        yield fault(
            ("pistes_de",),
            "il y a des pistes, et pas de texte pour les présenter",
            "there are pistes, and no text to introduce them",
            "ajoutez « conseils: {presentation_pistes: {fr: …, en: …}} »",
            "add “conseils: {presentation_pistes: {fr: …, en: …}}”",
        )
    if rules is not None and scales is not None and rules.lead_strength > len(scales.strength) - 1:
        yield fault(
            ("conseils", "piste_force_min"),
            f"aucun défi n’atteint la force {rules.lead_strength} : l’échelle s’arrête à {len(scales.strength) - 1}",
            f"no défi reaches the strength {rules.lead_strength}: the scale stops at {len(scales.strength) - 1}",
            "baissez piste_force_min",
            "lower piste_force_min",
        )
    practices = {reference.partition(".")[0] for _, defi in draft.defis() for reference in defi.practices}
    for place, name in enumerate(draft.said.leads_from):
        if name not in practices and name in draft.order and not draft.lost:
            yield fault(
                ("pistes_de", place),
                f"aucune piste ne peut venir de « {name} » : aucun défi ne cite ses choix (pratiques)",
                f"no piste can come from “{name}”: no défi names its choices (pratiques)",
                "citez-les dans un défi, ou retirez-la d’ici",
                "name them in a défi, or remove it from here",
            )
