"""Return codes as people type them."""

import unicodedata

import pytest

from selfassess.responses import codes
from selfassess.responses.codes import CodeProblem, UnknownWord, code_problem, hash_of

CODE = "abeille-élève-félin-abaisser-zoologie-bonheur-cerise-docteur-vampire"


def test_the_list_has_99_bits_for_nine_words_and_stays_unambiguous_without_accents():
    assert len(codes.word_list()) == 2048
    assert len(codes.words_by_prefix()) == 2048
    assert all(word.isascii() and word.isalpha() and len(word) >= codes.PREFIX for word in codes.word_list())


def test_new_codes_differ_and_are_well_formed():
    given = {codes.new_code() for _ in range(200)}
    assert len(given) == 200
    for code in given:
        assert code_problem(code) is None
        assert code == unicodedata.normalize("NFC", code)
        assert len(code.split("-")) == codes.WORDS


TYPINGS = {
    "spaces": CODE.replace("-", " "),
    "commas and lines": CODE.replace("-", ",\n "),
    "capitals": CODE.upper(),
    "no accents": codes.plain(CODE),
    "decomposed accents": unicodedata.normalize("NFD", CODE),
    "four letters": "-".join(codes.plain(word)[:4] for word in CODE.split("-")),
    "long dashes and quotes": f"« {CODE.replace('-', ' – ')} ».",
    "numbers in front": " ".join(f"{place}. {word}" for place, word in enumerate(CODE.split("-"), 1)),
}


@pytest.mark.parametrize("typed", TYPINGS.values(), ids=TYPINGS)
def test_a_code_may_be_typed_in_many_ways(typed):
    assert code_problem(typed) is None
    assert hash_of(typed) == hash_of(CODE)


def test_ligatures_are_typed_or_not():
    assert hash_of(CODE.replace("zoologie", "mœlleux")) == hash_of(CODE.replace("zoologie", "moelleux"))


def test_other_words_or_another_order_are_another_code():
    words = CODE.split("-")
    assert hash_of("-".join(reversed(words))) != hash_of(CODE)
    assert hash_of("-".join([*words, "abaisser"])) != hash_of(CODE)
    assert hash_of("-".join(words[:-1])) != hash_of(CODE)
    assert hash_of("".join(words)) != hash_of(CODE)


def test_a_word_outside_the_list_is_named_with_what_was_meant():
    problem = code_problem(CODE.replace("félin", "fellin").replace("abeille", "abeile"))
    assert problem == CodeProblem(9, (UnknownWord(1, "abeile", "abeille"), UnknownWord(3, "fellin", "félin")))


def test_a_mistake_after_the_fourth_letter_is_not_guessed():
    assert code_problem(CODE.replace("abeille", "abeilla")).unknown[0].meant == "abeille"
    assert hash_of(CODE.replace("abeille", "abeilla")) != hash_of(CODE)


def test_missing_words_are_counted():
    assert code_problem("abeille félin") == CodeProblem(2, ())
    assert code_problem("") == CodeProblem(0, ())
    assert code_problem("12 34 !") == CodeProblem(0, ())


def test_a_wall_of_text_is_judged_quickly_and_shortly():
    problem = code_problem("xyzt " * 100_000)
    assert len(problem.unknown) <= 2 * codes.WORDS
