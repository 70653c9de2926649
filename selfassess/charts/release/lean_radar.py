"""The mean profile: of the organisms, how many lean to each logic, dimension by dimension."""

from __future__ import annotations

from ...questionnaire.model import Language
from ..data import Chart, Table
from ..drawing.radar import FEWEST_AXES, Axis, Line, interactive_radar, radar
from ..drawing.series import look
from ..drawing.svg import picture
from ..drawing.words import counted, listed, quoted, say, spaced, worded
from .data import Portrait
from .stacked_bars import shown, whole

ORDER = 30
MAXIMUM = 100


def draw(data: Portrait, language: Language) -> list[Chart]:
    drawn = [axis for axis in data.axes if None not in axis.values]
    if len(drawn) < FEWEST_AXES or not data.series:
        return []
    title = say(language, fr="Le profil moyen", en="The mean profile")
    sentence = sentence_of(data, language)
    axes = [Axis(worded(axis.label, language)) for axis in drawn]
    lines = [
        Line(
            worded(name, language),
            look(index),
            tuple(whole(axis.values[place] or 0) for axis in drawn),
            tuple(
                f"{worded(axis.label, language)} – {worded(name, language)} – {shown(axis.values[place], language)}"
                for axis in drawn
            ),
        )
        for place, (name, index) in enumerate(data.series)
    ]
    body, height = radar(axes, lines, MAXIMUM)
    return [
        Chart(
            id="lean-radar",
            part="release",
            title=title,
            sentence=sentence,
            svg=picture("lean-radar", title=title, description=sentence, body=body, height=height),
            table=Table(
                caption=say(
                    language,
                    fr="Part des organismes dont la réponse penche vers chaque logique, par dimension",
                    en="Share of organizations whose answer leans to each logic, by dimension",
                ),
                columns=("Dimension", *(worded(name, language) for name, _ in data.series)),
                rows=tuple(
                    (worded(axis.label, language), *(shown(value, language) for value in axis.values))
                    for axis in data.axes
                ),
            ),
            figure=interactive_radar(axes, lines, MAXIMUM, language),
        )
    ]


def sentence_of(data: Portrait, language: Language) -> str:
    """How many dimensions lean mostly to each series."""
    leads = [0] * len(data.series)
    for axis in data.axes:
        values = [value or 0 for value in axis.values]
        if None not in axis.values and sorted(values)[-1] > sorted(values)[-2]:
            leads[values.index(max(values))] += 1
    named = [
        f"{'vers' if language == 'fr' else 'to'} {quoted(worded(name, language), language)} "
        f"{'sur' if language == 'fr' else 'on'} {counted(count, 'dimension', 'dimensions', language)}"
        for (name, _), count in zip(data.series, leads, strict=True)
        if count
    ]
    if not named:
        return say(language, fr="Aucune dimension ne penche plus d’un côté.", en="No dimension leans more to one side.")
    if language == "fr":
        return spaced(f"La réponse la plus fréquente penche {listed(named, 'fr')}.", "fr")
    return f"The most frequent answer leans {listed(named, 'en')}."
