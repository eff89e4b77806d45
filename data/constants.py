"""The closed lists and limits that every floor shares: constants only, no behaviour."""

LANGUAGE = "en"

LEVELS = ("beginner", "intermediate", "advanced")
DEFAULT_LEVEL = "intermediate"
STATUSES = ("draft", "review", "published", "deprecated")
DEFAULT_STATUS = "published"
LABEL_KINDS = ("abbreviation", "synonym", "spelling", "hidden", "deprecated")
SOURCE_ROLES = ("introduces", "primary", "textbook", "survey", "standard", "law")
SOURCE_IDENTIFIERS = ("url", "doi", "arxiv", "isbn")
ACTIONS = ("created", "updated", "renamed", "retired")
SCOPES = ("write",)
TERM_SORTS = ("name", "updated_at", "-updated_at")

# Which SKOS or iso-thes property a relation type maps to; the first three make the hierarchy (SKOS S27).
HIERARCHICAL = ("skos:broader", "iso-thes:broaderGeneric", "iso-thes:broaderPartitive")
SKOS_PROPERTIES = (*HIERARCHICAL, "skos:related")

# Followed together these two types are the order of learning, so their union has no cycle.
LEARNING_ORDER = ("requires", "broader")

SLUG_PATTERN = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"

# Lengths in characters, counts in items, sizes in bytes.
MAX_SLUG = 100
MAX_NAME = 200
MAX_LINE = 2_000
MAX_TEXT = 50_000
MAX_MARKS = 30  # combining, in a row: normalization takes the square of their number
MAX_LABELS = 50
MAX_SOURCES = 50
MAX_CATEGORY_DEPTH = 16
MAX_IDS = 200  # so that they fit into the longest request line a server takes, 8 KB
MAX_BODY_BYTES = 1_000_000
PAGE_DEFAULT = 50
PAGE_MAX = 500
RELATED_COUNT = 8
MAX_WALK = 500  # terms a walk through the relations answers with
MAX_DEPTH = 5
MAX_COMPARED = 4
LOOKUP_STEPS = ("exact", "name", "label", "inflected", "fuzzy")  # the cascade, strictest first
MAX_SEARCH_WORDS = 16
READ_SECONDS = 0.5  # that a search may take
SEARCHED = ("name", "label", "definition", "explanation")
FACETS = ("category", "level", "letter", "relation")
MAX_ANNOTATED_BYTES = 200_000
MAX_OCCURRENCES = 10_000  # in one answer, which they make some 100 times as long as the text
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
