"""Closed lists and limits that all layers share. This module contains constants only."""

LANGUAGE = "en"

# Terms, their parts and their log.
LEVELS = ("beginner", "intermediate", "advanced")
DEFAULT_LEVEL = "intermediate"
STATUSES = ("draft", "review", "published", "deprecated")
DEFAULT_STATUS = "published"
LABEL_KINDS = ("abbreviation", "synonym", "spelling", "hidden", "deprecated")
SOURCE_ROLES = ("introduces", "primary", "textbook", "survey", "standard", "law")
ACTIONS = ("created", "updated", "renamed", "retired")
SCOPES = ("write",)
TERM_SORTS = ("name", "updated_at", "-updated_at")

# The SKOS or iso-thes property that a relation type maps to. The first three form the hierarchy (SKOS S27).
HIERARCHICAL = ("skos:broader", "iso-thes:broaderGeneric", "iso-thes:broaderPartitive")
SKOS_PROPERTIES = (*HIERARCHICAL, "skos:related")

# Followed together, these two types give the order of learning. Their union must not have a cycle.
LEARNING_ORDER = ("requires", "broader")

# Search and lookup.
LOOKUP_STEPS = ("exact", "name", "label", "inflected", "fuzzy")  # in the order tried, strictest first
SEARCHED = ("name", "label", "definition", "explanation")
FACETS = ("category", "level", "letter", "relation")

# Annotation of texts.
CASES = ("smart", "sensitive", "ignore")
OCCURRENCES = ("all", "first", "first-per-section")
SKIPPED = (
    "a",
    "code",
    "pre",
    "script",
    "style",
    "textarea",
    "button",
    "select",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
)

SLUG_PATTERN = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"

# Limits of a document. Lengths are in characters, counts in items, sizes in bytes.
MAX_SLUG = 100
MAX_NAME = 200
MAX_LINE = 2_000
MAX_TEXT = 50_000
MAX_MARKS = 30  # combining marks in a row: the time of normalization grows with the square of their number
MAX_LABELS = 50
MAX_SOURCES = 50
MAX_CATEGORY_DEPTH = 16
MAX_BODY_BYTES = 1_000_000

# Limits of a request and of its response.
PAGE_DEFAULT = 50
PAGE_MAX = 500
MAX_IDS = 200  # they must fit into the longest request line that a server accepts, 8 KB
RELATED_COUNT = 8
MAX_WALK = 500  # terms in the response of a walk through the relations
MAX_DEPTH = 5
MAX_COMPARED = 4
MAX_SEARCH_WORDS = 16
READ_SECONDS = 0.5  # time limit of a search
MAX_ANNOTATED_BYTES = 200_000
MAX_OCCURRENCES = 10_000  # in one response: they make it some 100 times as long as the text
