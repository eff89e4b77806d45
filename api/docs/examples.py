"""The requests whose real responses are the examples of the OpenAPI document, in their order.

They run against a database of their own with the shipped content, so a request sees what those before it
wrote.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from data.exchange.graphs import GRAPH_FORMATS


class Example(NamedTuple):
    """A request for an operation. A change to an entry without a precondition reads its ETag first."""

    operation_id: str
    method: str
    path: str
    body: dict[str, Any] | None = None
    headers: Mapping[str, str | None] = {}


_NOISE_SCALE = {
    "name": "Gradient Noise Scale",
    "definition": "Measure of how much the gradients of examples differ, to choose a batch size by.",
    "category": "training-and-optimization",
    "level": "advanced",
    "labels": [{"text": "Noise Scale", "kind": "synonym"}],
}
_LOSS_FUNCTIONS = {"slug": "loss-functions", "name": "Loss Functions", "parent": "deep-learning"}

ANSWERS = (
    Example("getService", "GET", "/api/v1"),
    Example("listTerms", "GET", "/api/v1/terms?limit=2"),
    Example("getTerm", "GET", "/api/v1/terms/pre-training"),
    Example("getTermSummary", "GET", "/api/v1/terms/pre-training/summary"),
    Example("listTermRelations", "GET", "/api/v1/terms/pre-training/relations"),
    Example("listTermHistory", "GET", "/api/v1/terms/epoch/history"),
    Example("lookUp", "GET", "/api/v1/lookup?label=pretrained%20models"),
    Example(
        "searchTerms", "GET", "/api/v1/search?q=vanishing%20gradients&highlight=true&facets=level&limit=2"
    ),
    Example("suggestTerms", "GET", "/api/v1/suggest?q=trans&limit=2"),
    Example("suggestTerms", "GET", "/api/v1/suggest?q=trans&limit=2&format=opensearch"),
    Example(
        "annotate",
        "POST",
        "/api/v1/annotations",
        {"html": "<p>We fine-tune with <b>weight decay</b>.</p>", "output": "html"},
    ),
    Example("getMatcher", "GET", "/api/v1/matcher?category=benchmarks"),
    Example("getMatcherAt", "GET", "/api/v1/matcher/{serial}?category=benchmarks"),
    Example("getGraph", "GET", "/api/v1/graph?root=pre-training&max_nodes=4"),
    *(
        Example("getGraph", "GET", f"/api/v1/graph?root=overfitting&max_nodes=3&format={name}")
        for name in GRAPH_FORMATS
    ),
    Example("listBroaderTerms", "GET", "/api/v1/terms/residual-network/broader?transitive=true"),
    Example("listNarrowerTerms", "GET", "/api/v1/terms/optimizer/narrower"),
    Example("getPath", "GET", "/api/v1/terms/adam-optimizer/path?to=backpropagation"),
    Example("listPrerequisites", "GET", "/api/v1/terms/perceptron/prerequisites"),
    Example("compareTerms", "GET", "/api/v1/compare?ids=encoder,decoder"),
    Example("getRandomTerm", "GET", "/api/v1/random?level=beginner&seed=42"),
    Example("getTermOfTheDay", "GET", "/api/v1/term-of-the-day?date=2026-11-23"),
    Example("listCategories", "GET", "/api/v1/categories"),
    Example("getCategory", "GET", "/api/v1/categories/deep-learning"),
    Example(
        "listCategoryTerms",
        "GET",
        "/api/v1/categories/deep-learning/terms?limit=2&fields=slug,name,definition",
    ),
    Example("listRelations", "GET", "/api/v1/relations?source=pre-training"),
    Example("getRelation", "GET", "/api/v1/relations/1"),
    Example("listRelationTypes", "GET", "/api/v1/relation-types"),
    Example("getHealth", "GET", "/healthz"),
    Example("getReadiness", "GET", "/readyz"),
    Example("getOembed", "GET", "/oembed?url=http://127.0.0.1:8000/terms/dropout"),
    Example("createTerm", "POST", "/api/v1/terms", _NOISE_SCALE),
    Example(
        "putTerm",
        "PUT",
        "/api/v1/terms/gradient-noise-scale",
        {
            **_NOISE_SCALE,
            "example": "At a scale of 2,000, a batch of 20,000 learns little more than one of 2,000.",
        },
    ),
    Example(
        "putTerm",
        "PUT",
        "/api/v1/terms/loss-landscape",
        {
            "name": "Loss Landscape",
            "definition": "Surface that the loss of a network forms over all values its weights can take.",
            "category": "training-and-optimization",
        },
        {"If-None-Match": "*"},
    ),
    Example(
        "patchTerm", "PATCH", "/api/v1/terms/gradient-noise-scale", {"level": "intermediate", "example": None}
    ),
    Example(
        "createRelation",
        "POST",
        "/api/v1/relations",
        {"source": "gradient-noise-scale", "type": "used-for", "target": "hyperparameter-tuning"},
    ),
    Example("createCategory", "POST", "/api/v1/categories", _LOSS_FUNCTIONS),
    Example("putCategory", "PUT", "/api/v1/categories/loss-functions", {**_LOSS_FUNCTIONS, "position": 1}),
    Example(
        "putCategory",
        "PUT",
        "/api/v1/categories/optimizers",
        {"name": "Optimizers", "parent": "deep-learning", "scope_note": "Algorithms that adjust weights."},
        {"If-None-Match": "*"},
    ),
    Example(
        "patchCategory",
        "PATCH",
        "/api/v1/categories/loss-functions",
        {"scope_note": "What training minimizes."},
    ),
)

PROBLEMS = (
    Example("NotFound", "GET", "/api/v1/terms/pre-trainning"),
    Example("UnprocessableContent", "GET", "/api/v1/terms?catgory=deep-learning"),
    Example("Unauthorized", "POST", "/api/v1/terms", {}, {"Authorization": "Bearer wrong"}),
    Example(
        "Conflict",
        "POST",
        "/api/v1/relations",
        {"source": "optimizer", "type": "requires", "target": "stochastic-gradient-descent"},
    ),
    Example(
        "PreconditionFailed", "PATCH", "/api/v1/terms/epoch", {"level": "advanced"}, {"If-Match": '"9-0"'}
    ),
    Example("PreconditionRequired", "DELETE", "/api/v1/terms/epoch", None, {"If-Match": None}),
)
