import pytest

from data.text.inflection import key


@pytest.mark.parametrize(
    ("form", "other"),
    [
        *(
            ("neural networks", "neural network"),
            ("policies", "policy"),
            ("losses", "loss"),
            ("biases", "bias"),
        ),
        *(
            ("classes", "class"),
            ("boxes", "box"),
            ("caches", "cache"),
            ("databases", "database"),
            ("gases", "gas"),
        ),
        *(("indices", "index"), ("matrices", "matrix"), ("matrixes", "matrix"), ("hypotheses", "hypothesis")),
        *(
            ("mixtures of experts", "mixture of experts"),
            ("statuses", "status"),
            ("sizes", "size"),
            ("APIs", "API"),
        ),
        *(("modelling", "modeling"), ("labelled data", "labeled data"), ("normalisation", "normalization")),
        *(
            ("optimiser", "optimizer"),
            ("analyse", "analyze"),
            ("behavioural", "behavioral"),
            ("colour", "color"),
        ),
        *(("centre", "center"), ("catalogue", "catalog"), ("defences", "defense"), ("programme", "program")),
        *(("fine tuning", "fine-tuning"), ("pretraining", "pre-training"), ("K\u2011Means", "k-means")),
        *(
            ("Bayes theorem", "Bayes' Theorem"),
            ("Bayes\u2019s theorem", "Bayes' theorem"),
            ("F\uff21Q", "faq"),
        ),
    ],
)
def test_forms_of_one_name_have_one_key(form, other):
    assert key(form) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("loss", "lo"), ("bus", "b"), ("C++", "C"), ("C#", "C++"), ("neural net", "neural network")],
)
def test_different_names_have_different_keys(one, other):
    assert key(one) != key(other)


@pytest.mark.parametrize("form", ["\u732b", "\u05d7\u05ea\u05d5\u05dc", "\U0001f408", "+", "..."])
def test_other_scripts_and_signs_have_a_key(form):
    assert key(form)
