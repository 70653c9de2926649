"""`exports/*.yaml`: one file declares one sheet; everything wrong in them is told with its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, cast, get_args

from ..disclosure.release import TOPICS, ReleaseKind, Topic
from ..questionnaire.model import Language, Text
from ..questionnaire.problems import Path, Problem, QuestionnaireRefused, fault, in_order, refused, shown, unknown
from ..questionnaire.typography import english, french, typography_faults
from ..questionnaire.yaml_lines import Source, read_yaml_file
from .pages import ChartKind, Orientation
from .safe_text import refusals_of_sheet_name, refusals_of_table_name
from .vocabulary import COLUMNS, Content, Order, WhenEmpty, Which

SHEET_LIMIT = 40
"""No folder declares more sheets than one can find one's way in."""
_CHART_KEYS = ("genre", "series", "titre", "texte")
_KEYS = ("feuille", "portrait", "ordre", "nom", "tableau", "titre", "resume", "contenu", "colonnes", "orientation")
_FIGURE_KEYS = ("sujet", "lignes", "graphique", "si_vide")
_OPTIONAL_KEYS = ("notes",)
_SERIES = ("pourcentages", "effectifs")


@dataclass(frozen=True)
class DeclaredChart:
    """How the first rows of a sheet are drawn."""

    kind: ChartKind
    series: str = "pourcentages"
    title: Text | None = None
    alternative: Text | None = None


@dataclass(frozen=True)
class SheetDeclaration:
    """One sheet, as its file says it."""

    id: str
    order: int
    name: Text
    table: str
    title: Text
    summary: Text
    content: Content
    columns: tuple[str, ...]
    orientation: Orientation
    notes: tuple[Text, ...] = ()
    topic: Topic = "participation"
    rows: Order = "par_groupe"
    chart: DeclaredChart = DeclaredChart("aucun")
    when_empty: WhenEmpty = "dire"
    portrait: Which = "tous"

    @property
    def kinds(self) -> tuple[ReleaseKind, ...]:
        """The kinds of portrait that have this sheet."""
        return get_args(ReleaseKind) if self.portrait == "tous" else (self.portrait,)


class ExportsRefused(QuestionnaireRefused):
    """The sheets cannot be drawn as they are declared; `problems` says why."""


def read_exports(folder: FilePath) -> tuple[SheetDeclaration, ...]:
    """The sheets of a folder in their order; raises `ExportsRefused` when one is wrong."""
    declarations, problems = _read(sorted(folder.glob("*.yaml")))
    if refused(problems) or not declarations:
        raise ExportsRefused(problems)
    return tuple(sorted(declarations, key=lambda declaration: declaration.order))


def check_exports(folder: FilePath) -> list[Problem]:
    """Everything that is wrong in a folder of declarations, by file and line."""
    return _read(sorted(folder.glob("*.yaml")))[1]


def _read(files: Iterable[FilePath]) -> tuple[list[SheetDeclaration], list[Problem]]:
    declarations: list[SheetDeclaration] = []
    problems: list[Problem] = []
    taken: dict[tuple[str, str, str], str] = {}
    for path in list(files)[:SHEET_LIMIT]:
        source = read_yaml_file(path)
        reader = _Reader(source)
        read = reader.declaration()
        if read is not None:
            _tell_clashes(source, read, taken)
            declarations.append(read)
        problems += source.problems
    return declarations, in_order(problems)


def _tell_clashes(source: Source, read: SheetDeclaration, taken: dict[tuple[str, str, str], str]) -> None:
    """Sheets and Tables of one workbook have names of their own, whatever the case; ids are never shared."""
    names = (
        ("feuille", read.id, ("feuille",)),
        ("ordre", str(read.order), ("ordre",)),
        ("nom", read.name.fr, ("nom", "fr")),
        ("name", read.name.en, ("nom", "en")),
        ("tableau", read.table, ("tableau",)),
    )
    for kind, name, path in names:
        among = ("tous",) if kind == "feuille" else read.kinds
        others = [taken.setdefault((kind, each, name.casefold()), source.file) for each in among]
        other = next((other for other in others if other != source.file), None)
        if other is not None:
            source.tell(
                fault(
                    path,
                    f"« {shown(name)} » est déjà pris par {FilePath(other).name}",
                    f"“{shown(name)}” is already taken by {FilePath(other).name}",
                    "donnez-lui une autre valeur",
                    "give it another value",
                )
            )


class _Reader:
    """Reads one file's data; what is wrong is told to its source."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.is_mapping = isinstance(source.data, dict)
        self.data: dict[str, Any] = source.data if self.is_mapping else {}

    def declaration(self) -> SheetDeclaration | None:
        if not self.is_mapping:
            if not self.source.problems:
                self._tell((), "ce fichier ne déclare pas une feuille", "this file declares no sheet",
                           "commencez-le par « feuille: … »", "begin it with “feuille: …”")  # fmt: skip
            return None
        before = len(self.source.problems)
        content = cast("Content", self._word("contenu", tuple(COLUMNS)))
        figures = content == "chiffres"
        keys = (*_KEYS, *(_FIGURE_KEYS if figures else ()))
        self._refuse_keys((), self.data, (*keys, *_OPTIONAL_KEYS))
        for key in keys:
            if key not in self.data:
                self._missing((), key)
        columns = self._columns(content)
        read = SheetDeclaration(
            id=self._line("feuille"),
            order=self._order(),
            name=self._name(),
            table=self._table(),
            title=self._text(("titre",)),
            summary=self._text(("resume",)),
            content=content,
            columns=columns,
            orientation=cast("Orientation", self._word("orientation", get_args(Orientation))),
            notes=tuple(self._notes()),
            topic=cast("Topic", self._word("sujet", TOPICS)) if figures else "participation",
            rows=cast("Order", self._word("lignes", get_args(Order))) if figures else "par_groupe",
            chart=self._chart(columns) if figures else DeclaredChart("aucun"),
            when_empty=cast("WhenEmpty", self._word("si_vide", get_args(WhenEmpty))) if figures else "dire",
            portrait=cast("Which", self._word("portrait", get_args(Which))),
        )
        return read if len(self.source.problems) == before else None

    def _columns(self, content: Content) -> tuple[str, ...]:
        given = self.data.get("colonnes")
        if "colonnes" not in self.data:
            return ()
        if not isinstance(given, list) or not given:
            self._tell(("colonnes",), "« colonnes » attend une liste de colonnes", "“colonnes” expects a list of columns",
                       "écrivez [a, b]", "write [a, b]")  # fmt: skip
            return ()
        names = [str(name) for name in cast("list[Any]", given)]
        for place, name in enumerate(names):
            path: Path = ("colonnes", place)
            if name not in COLUMNS.get(content, {}):
                if content in COLUMNS:
                    self.source.tell(unknown(path, "la colonne", "column", name, COLUMNS[content]))
            elif name in names[:place]:
                self._tell(path, f"la colonne « {name} » est donnée deux fois", f"the column “{name}” is given twice",
                           "retirez l’une des deux", "remove one of the two")  # fmt: skip
        return tuple(names)

    def _chart(self, columns: tuple[str, ...]) -> DeclaredChart:
        given = self.data.get("graphique")
        if "graphique" not in self.data:
            return DeclaredChart("aucun")
        if not isinstance(given, dict):
            self._tell(("graphique",), "« graphique » attend au moins un genre", "“graphique” expects at least a genre",
                       "écrivez {genre: aucun}", "write {genre: aucun}")  # fmt: skip
            return DeclaredChart("aucun")
        chart = cast("dict[str, Any]", given)
        kind = cast("ChartKind", self._word("genre", get_args(ChartKind), ("graphique",), chart))
        if kind not in get_args(ChartKind) or kind == "aucun":
            self._refuse_keys(("graphique",), chart, ("genre",) if kind == "aucun" else _CHART_KEYS)
            return DeclaredChart("aucun")
        self._refuse_keys(("graphique",), chart, _CHART_KEYS)
        for key in _CHART_KEYS:
            if key not in chart:
                self._missing(("graphique",), key)
        series = self._word("series", _SERIES, ("graphique",), chart)
        labels = "variable" if self.data.get("lignes") == "par_groupe" else "groupe"
        for needed in (series, labels):
            if needed not in columns and (needed in _SERIES or needed == labels):
                self._tell(("graphique",), f"le graphique demande la colonne « {needed} », que la feuille n’a pas",
                           f"the chart needs the column “{needed}”, which the sheet does not have",
                           f"ajoutez « {needed} » à « colonnes »", f"add “{needed}” to “colonnes”")  # fmt: skip
        return DeclaredChart(kind, series, self._text(("graphique", "titre")), self._text(("graphique", "texte")))

    def _notes(self) -> Iterator[Text]:
        given = self.data.get("notes", [])
        if not isinstance(given, list):
            self._tell(("notes",), "« notes » attend une liste de textes", "“notes” expects a list of texts",
                       "écrivez une ligne « - fr: … » par note", "write one line “- fr: …” a note")  # fmt: skip
            return
        for place in range(len(cast("list[Any]", given))):
            yield self._text(("notes", place))

    def _order(self) -> int:
        given = self.data.get("ordre")
        if isinstance(given, int) and not isinstance(given, bool):
            return given
        if "ordre" in self.data:
            self._tell(("ordre",), "« ordre » attend un nombre entier", "“ordre” expects a whole number",
                       "écrivez par exemple 40", "write for example 40")  # fmt: skip
        return 0

    def _name(self) -> Text:
        name = self._text(("nom",))
        for language in ("fr", "en"):
            for fr, en in refusals_of_sheet_name(name.in_(language)):
                self._tell(("nom", language), fr, en, "changez ce nom", "change this name")
        return name

    def _table(self) -> str:
        name = self._line("tableau")
        for fr, en in refusals_of_table_name(name) if name else ():
            self._tell(("tableau",), fr, en, "changez ce nom", "change this name")
        return name

    def _word(self, key: str, known: tuple[str, ...], above: Path = (), holder: dict[str, Any] | None = None) -> str:
        """One word of a closed list; told, and returned as it is, when it is not."""
        data = self.data if holder is None else holder
        given = data.get(key)
        if key in data and given not in known:
            self.source.tell(unknown((*above, key), f"pour « {key} », la valeur", f"value of “{key}”:", given, known))
        return str(given)

    def _line(self, key: str) -> str:
        given = self.data.get(key)
        if key in self.data and (not isinstance(given, str) or not given.strip()):
            self._tell((key,), f"« {key} » attend un mot", f"“{key}” expects a word",
                       "mettez-le entre guillemets droits", "put it in straight quotes")  # fmt: skip
        return given if isinstance(given, str) else ""

    def _text(self, path: Path) -> Text:
        """The two languages of a text, ready to be shown; « ? » stands for what is missing, which is told."""
        given: Any = self.data
        for step in path:
            if isinstance(given, dict) and step not in given:
                return Text(fr="?", en="?")
            given = cast("Any", given)[step]
        if not isinstance(given, dict):
            self._tell(path, "ce texte est donné sans ses deux langues", "this text is given without its two languages",
                       "écrivez {fr: …, en: …}", "write {fr: …, en: …}")  # fmt: skip
            return Text(fr="?", en="?")
        texts = cast("dict[str, Any]", given)
        self._refuse_keys(path, texts, ("fr", "en"))
        return Text(fr=self._in_language(path, texts, "fr"), en=self._in_language(path, texts, "en"))

    def _in_language(self, path: Path, texts: dict[str, Any], language: Language) -> str:
        given = texts.get(language)
        if not isinstance(given, str) or not given.strip() or len(given) > 2000:
            if language not in texts:
                words = {
                    "fr": ("le texte français", "French text"),
                    "en": ("la traduction anglaise", "English translation"),
                }
                self._tell(path, f"il manque {words[language][0]} ({language})", f"the {words[language][1]} ({language}) is missing",
                           f"ajoutez « {language}: … »", f"add “{language}: …”")  # fmt: skip
            else:
                self._tell((*path, language), f"« {language} » attend un texte", f"“{language}” expects a text",
                           "écrivez-le entre guillemets droits, 2000 signes au plus",
                           "write it in straight quotes, 2000 characters at most")  # fmt: skip
            return "?"
        for what_fr, mend_fr, what_en, mend_en in typography_faults(given, language):
            self._tell((*path, language), what_fr, what_en, mend_fr, mend_en)
        return french(given) if language == "fr" else english(given)

    def _refuse_keys(self, path: Path, holder: dict[str, Any], known: tuple[str, ...]) -> None:
        for key in holder:
            if key not in known:
                self.source.tell(unknown((*path, key), "la clé", "key", key, known))

    def _missing(self, path: Path, key: str) -> None:
        self._tell(path, f"il manque « {key} »", f"“{key}” is missing", f"ajoutez « {key}: … »", f"add “{key}: …”")

    def _tell(self, path: Path, fr: str, en: str, mend_fr: str, mend_en: str) -> None:
        self.source.tell(fault(path, fr, en, mend_fr, mend_en))
