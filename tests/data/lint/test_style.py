"""Lint rules for spelling and style, the splitting of running text, and the summary."""

from dataclasses import replace

import pytest

from data import lint
from data.lint import prose, spelling, style


def with_words(glossary, *words):
    """Return the glossary with further words in its word list."""
    return replace(glossary, words=glossary.words | set(words))


def found(rule, glossary):
    """Return the messages of a rule."""
    return [finding.message for finding in rule(glossary)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("One. Two! Three? Four.", 4),
        ("Costs, e.g. Salt, vs. Sugar, are low.", 1),
        ("H. McGee wrote it. It sells.", 2),
        ("He says (in print.) Then stops.", 2),
        ("At 3.5 percent it rises.", 1),
        ("", 1),
    ],
)
def test_a_period_in_a_short_form_initial_or_number_ends_no_sentence(text, number):
    assert len(prose.sentences(text)) == number


def test_words_have_two_latin_letters_or_more_and_inner_hyphens_and_apostrophes():
    assert prose.words("A b Fréchet-like x² θ don't 3D H2O ‘quoted’") == ["Fréchet-like", "don't", "quoted"]


def test_code_formulas_and_link_targets_are_not_running_text(tiny, term):
    term("dough")["explanation"] = (
        "Flour `xxyz` and [salt](term:flour), $aabc_i$\nmore.\n\n$$\nbbcd\n$$\n\n- One *item*."
    )
    passages = [text for pointer, text in prose.passages(tiny.terms[0]) if pointer == "/explanation"]
    assert passages == ["Flour  and salt,  more.", "One item."]


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("recieve", "dough: 'recieve': did you mean 'receive'? If not, add it to words.txt"),
        ("colour", "dough: 'colour': did you mean 'color'? If not, add it to words.txt"),
        ("well-knwon", "dough: 'knwon': did you mean 'known'? If not, add it to words.txt"),
        ("Łódź", "dough: 'Łódź': if it is correct, add it to words.txt"),
    ],
)
def test_a_misspelled_word_is_an_error_with_advice(tiny, term, word, message):
    term("dough")["example"] = f"It has {word} in it."
    assert found(spelling.spelling, tiny) == [message]


def test_a_finding_has_the_line_of_the_misspelled_word(tiny, term):
    term("dough")["explanation"] = "It is right.\n\nIt is wrnog."
    (finding,) = spelling.spelling(tiny)
    start = int(tiny.terms[0].location("/explanation").rpartition(":")[2])
    assert finding.location.endswith(f"dough.md:{start + 2}")


@pytest.mark.parametrize("member", ["definition", "example", "confusion", "explanation"])
def test_the_spelling_of_every_text_is_checked(tiny, term, member):
    term("dough")[member] = "It is wrnog."
    (finding,) = spelling.spelling(tiny)
    assert finding.location == tiny.terms[0].location(f"/{member}")


@pytest.mark.parametrize(
    "text",
    [
        "gliadin",
        "Gliadins",
        "gliadin’s",
        "GLIADIN",
        "Łódź",
        "color",
        "don't",
        "Fréchet",
        "x² and θ",
        "`wrnog`",
    ],
)
def test_own_words_signs_and_code_are_spelled_correctly(tiny, term, text):
    term("flour")["name"] = "Gliadin"
    own = with_words(tiny, "Łódź", "Fréchet")
    term("dough")["explanation"] = text
    assert found(spelling.spelling, own) == []


def test_an_own_word_with_inner_capitals_is_correct_only_with_them(tiny, term):
    own = with_words(tiny, "GluNet")
    term("dough")["example"] = "GluNet and glunet."
    assert len(found(spelling.spelling, own)) == 1


@pytest.mark.parametrize(
    ("member", "text"),
    [
        (
            "explanation",
            "Considerable fermentation necessitates innumerable microscopic organisms, characteristically.",
        ),
        (
            "definition",
            "Internationally institutionalized fermentational microbiological methodology of intermediaries.",
        ),
    ],
)
def test_a_text_that_is_hard_to_read_is_a_warning(tiny, term, member, text):
    term("dough")[member] = text
    (finding,) = style.readability(tiny)
    assert finding.message.startswith("dough: grade ")


def test_the_grade_of_a_text_is_the_flesch_kincaid_grade(tiny, term, monkeypatch):
    monkeypatch.setitem(style.MAX_GRADE, "/definition", -10)
    monkeypatch.delitem(style.MAX_GRADE, "/explanation")
    term("dough")["definition"] = "Ten small men and one big dog ran on water."  # 10 words, 11 syllables
    assert next(style.readability(tiny)).message == "dough: grade 1.3, over -10"


@pytest.mark.parametrize(("words", "number"), [(35, 0), (36, 1)])
def test_a_sentence_over_35_words_is_a_warning(tiny, term, words, number):
    term("dough")["example"] = f"Short one. Long {'word ' * (words - 2)}end."
    assert len(found(style.sentence_length, tiny)) == number


@pytest.mark.parametrize(
    "text",
    [
        *("A powerful oven.", "It simply rises.", "Then you wait.", "Cutting-edge ovens.", "It rises!"),
        *("It doesn't rise.", "It’s flat.", "A whitelist of flours.", "A sanity check."),
    ],
)
def test_banned_words_are_a_warning(tiny, term, text):
    term("dough")["example"] = text
    assert len(found(style.banned_words, tiny)) == 1


@pytest.mark.parametrize("text", ["The power of an oven.", "The dough's rest.", "Youth, simple."])
def test_words_similar_to_banned_ones_pass(tiny, term, text):
    term("dough")["example"] = text
    assert found(style.banned_words, tiny) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Bakers currently use it.", 1),
        ("A new kind of oven.", 1),
        ("A kind of oven that was new in 2019.", 0),
        ("It was made in 2019. Bakers recently use it.", 1),
        ("A renewed kind.", 0),
    ],
)
def test_aging_words_without_a_year_are_a_warning(tiny, term, text, number):
    term("dough")["example"] = text
    assert len(found(style.aging_words, tiny)) == number


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Mixed with ABC.", "ABC"),
        ("Mixed with ABCs.", "ABC"),
        ("Mixed with F1X.", "F1X"),
        ("Mixed with acid base control (ABC). ABC is cheap.", None),
        ("Mixed with ABC (acid base control).", None),
        ("Mixed with [ABC](term:flour).", None),
        ("Mixed with AP.", "AP"),
        ("Mixed with DOUGH.", None),
        ("Mixed with YEAST.", None),
        ("Mixed with XYZ.", None),
        ("Mixed with ABC-1 and aBC.", None),
    ],
)
def test_unexplained_capitals_are_a_warning(tiny, term, text, short):
    own = with_words(tiny, "XYZ")
    term("dough").update(explanation=text, name="DOUGH")
    term("yeast")["name"] = "YEAST"
    assert found(style.unexplained_capitals, own) == ([f"dough: '{short}'"] if short else [])


def test_a_repeated_optional_text_is_a_warning(tiny, term):
    for slug in ("dough", "yeast"):
        term(slug)["confusion"] = "Not to be confused with batter."
    assert found(style.repeated_value, tiny) == [
        "dough: the confusion of 2 entries",
        "yeast: the confusion of 2 entries",
    ]


def test_the_summary_counts_published_terms_and_their_relations(tiny, add):
    add("bread", relations=[{"type": "uses", "target": "dough", "note": None}])
    food, whole = lint.summarize(tiny)
    assert (food["category"], whole["category"]) == ("food", "all")
    assert {name: food[name] for name in ("terms", "degree", "across", "sources", "components")} == {
        "terms": 4,
        "degree": 3.0,
        "across": 0.0,
        "sources": 1.0,
        "components": 1,
    }
    assert food["typed"] == pytest.approx(5 / 6)
    assert food["types"] == {"broader": 0, "part-of": 3, "requires": 1, "uses": 1, "related-to": 1}
    assert {**food, "category": "all"} == whole


def test_the_summary_has_the_share_of_relations_across_categories(tiny, term):
    other = replace(
        tiny.categories[0], document={"slug": "life", "name": "Life", "scope_note": None, "parent": None}
    )
    tiny.categories.append(other)
    term("yeast")["category"] = "life"
    food, life, whole = lint.summarize(tiny)
    assert (food["terms"], life["terms"], life["degree"]) == (3, 1, 3.0)
    assert (food["across"], life["across"], whole["across"]) == (0.5, 1.0, 0.5)


def test_the_summary_has_components_and_median_words(tiny, term):
    term("gluten")["relations"] = []
    term("yeast")["relations"] = []
    (whole, _) = lint.summarize(tiny)
    assert whole["components"] == 2
    assert whole["definition"] == 20.0


def test_the_summary_of_a_glossary_without_terms_is_empty(tiny):
    assert lint.summarize(replace(tiny, terms=[])) == []


def test_terms_of_an_unknown_category_count_only_for_the_whole(tiny, term):
    term("dough")["category"] = "sport"
    food, whole = lint.summarize(tiny)
    assert (food["terms"], whole["terms"]) == (3, 4)
