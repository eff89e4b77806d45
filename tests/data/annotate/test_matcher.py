"""Which surface forms a matcher finds in a text, and where."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.annotate.matcher import _KEYS, Matcher

FORMS = [
    *("Net", "Neural Network", "Network", "Fine-tuning", "SAM", "Segment Anything Model", "C++", "A* Search"),
    *("Bayes' Theorem", "robots.txt", "Plan, Do, Check", "Behavioral Cloning", "机器学习", "CI/CD", "t-SNE"),
    "RAG",
]
# Derandomized, so that a failure in one run is a failure in every run.
OFTEN = settings(database=None, deadline=None, derandomize=True, max_examples=300)


@pytest.fixture(scope="module")
def matcher():
    return Matcher((form, form) for form in FORMS)


def found(matcher, text, **options):
    """Return each occurrence as its text and the values of its forms."""
    return [(text[start:end], *values) for start, end, values in matcher.find(text, **options)]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("The internet has no netting.", []),
        ("A net, the net; NETS!", [("net", "Net"), ("net", "Net"), ("NETS", "Net")]),
        ("neural networks", [("neural networks", "Neural Network")]),
        ("neural\nnetwork", [("neural\nnetwork", "Neural Network")]),
        ("neural\n\nnetwork", [("network", "Network")]),
        ("neural, network", [("network", "Network")]),
        ("neural. Network", [("Network", "Network")]),
        (
            "neural-network neural–network",
            [("neural-network", "Neural Network"), ("neural–network", "Neural Network")],
        ),
        ("fine tuning and fine-tunings", [("fine tuning", "Fine-tuning"), ("fine-tunings", "Fine-tuning")]),
        ("behavioural cloning", [("behavioural cloning", "Behavioral Cloning")]),
        ("SAM, SAMs and sam", [("SAM", "SAM"), ("SAMs", "SAM")]),
        ("RAG in rags", [("RAG", "RAG")]),
        ("C++, not C", [("C++", "C++")]),
        ("an A* search", [("A* search", "A* Search")]),
        (
            "Bayes's theorem, Bayes’ theorem",
            [("Bayes's theorem", "Bayes' Theorem"), ("Bayes’ theorem", "Bayes' Theorem")],
        ),
        ("The network's net.", [("network's", "Network"), ("net", "Net")]),
        ("a robots.txt file", [("robots.txt", "robots.txt")]),
        ("我们用机器学习。", [("机器学习", "机器学习")]),
        ("\U0001f408net\U0001f408", [("net", "Net")]),
        ("שלום net עולם", [("net", "Net")]),
        ("t-SNE and CI/CD", [("t-SNE", "t-SNE"), ("CI/CD", "CI/CD")]),
        (
            "plan, do, check; plan do check",
            [("plan, do, check", "Plan, Do, Check"), ("plan do check", "Plan, Do, Check")],
        ),
        ("plan, do.\n\nCheck", []),
        ("", []),
        ("...", []),
    ],
)
def test_forms_are_found_as_whole_words(matcher, text, hits):
    assert found(matcher, text) == hits


def test_only_the_longest_form_is_found_unless_overlapping(matcher):
    assert found(matcher, "a neural network") == [("neural network", "Neural Network")]
    assert found(matcher, "a neural network", overlapping=True) == [
        ("neural network", "Neural Network"),
        ("network", "Network"),
    ]


def test_a_shorter_form_is_found_where_the_longer_is_not_wanted(matcher):
    assert found(matcher, "neural network", wanted=lambda value: value == "Network") == [
        ("network", "Network")
    ]


@pytest.mark.parametrize(
    ("case", "text", "hits"),
    [
        ("smart", "NET sam SAM", ["NET", "SAM"]),
        ("ignore", "NET sam SAM", ["NET", "sam", "SAM"]),
        ("sensitive", "NET Net sam SAM Nets", ["Net", "SAM"]),
    ],
)
def test_case_decides_which_spellings_are_found(case, text, hits):
    matcher = Matcher([("Net", 1), ("SAM", 2)], case=case)
    assert [surface for surface, *_ in found(matcher, text)] == hits


@pytest.mark.parametrize(
    ("text", "hits"), [("zero Zero ZERO ZeRO", ["ZeRO"]), ("MoEs moes", ["MoEs"]), ("pytorch", ["pytorch"])]
)
def test_a_short_form_with_two_capitals_is_found_only_as_written(text, hits):
    matcher = Matcher([("ZeRO", 1), ("MoE", 2), ("PyTorch", 3)])
    assert [surface for surface, *_ in found(matcher, text)] == hits


def test_without_inflections_only_the_form_itself_is_found():
    matcher = Matcher([("Net", 1), ("RAG", 2)], inflections=False)
    assert [surface for surface, *_ in found(matcher, "net nets NET RAG RAGs")] == ["net", "NET", "RAG"]


def test_a_form_has_the_values_of_all_terms_with_the_same_letters_before_inflected_ones():
    matcher = Matcher([("SAM", 1), ("SAM", 2), ("RMS", 3), ("RM", 4)], case="ignore")
    assert [values for *_, values in matcher.find("SAM rms rm")] == [[1, 2], [3], [4]]


def test_very_long_words_are_not_kept():
    Matcher([("Net", 1)]).find("x" * 1_000)
    assert [word for word in _KEYS if len(word) > 999] == []


@OFTEN
@given(st.lists(st.sampled_from([*FORMS, "the", ",", ".", "\n\n", "x"]), max_size=12).map(" ".join))
def test_occurrences_are_inside_the_text_in_order_and_disjoint(text):
    matcher = Matcher((form, form) for form in FORMS)
    hits = matcher.find(text)
    assert all(0 <= start < end <= len(text) for start, end, _ in hits)
    assert all(end <= start for (_, end, _), (start, _, _) in pairwise(hits))


@OFTEN
@given(st.text())
def test_any_text_can_be_searched(text):
    searched = f"{text} a {text}"
    hits = Matcher([(text, 1), ("a", 2)]).find(searched)
    assert all(0 <= start < end <= len(searched) for start, end, _ in hits)
