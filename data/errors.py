"""The errors that the public functions of `data` raise when they cannot do what was asked.

`message` is one or two sentences for the caller. `kind` names the kind of problem; programs branch on it, and
the API publishes it as the `type` of the problem, where it also explains each one. Further keyword arguments
become members of the problem: `suggestions` (nearest slugs), and `pointer` or `parameter` (the member of the
body or the parameter at fault). A message repeats no more of what the caller sent than `echo` returns.
"""

_MAX_ECHO = 200  # characters; a path or a member may have thousands


def echo(text: str) -> str:
    """Return what a caller sent, cut to the length that a message may repeat."""
    return text if len(text) <= _MAX_ECHO else f"{text[:_MAX_ECHO]}…"


class DomainError(Exception):
    """Base of the errors that a caller can cause."""

    kind: str

    def __init__(self, message: str, *, kind: str | None = None, **extra: object) -> None:
        super().__init__(message)
        self.message = message
        self.kind = kind or type(self).kind
        self.extra = {name: value for name, value in extra.items() if value is not None}


class NotFound(DomainError):
    """Nothing has this slug or id, and nothing ever had."""

    kind = "not-found"


class Conflict(DomainError):
    """The present state of the glossary does not allow this."""

    kind = "conflict"


class Stale(DomainError):
    """The entry has changed since the caller read it, or exists although it should not, or the reverse."""

    kind = "stale"


class Invalid(DomainError):
    """The input is well-formed, but names something that does not exist, or asks for the impossible."""

    kind = "invalid"


class TooLarge(DomainError):
    """The input is larger than what one request may hold."""

    kind = "too-large"


class Gone(DomainError):
    """The entry was retired without a replacement."""

    kind = "retired"


class Moved(DomainError):
    """The entry was renamed, or retired in favor of another: `slug` is where it is now."""

    kind = "moved"

    def __init__(self, message: str, slug: str) -> None:
        super().__init__(message)
        self.slug = slug


class Busy(DomainError):
    """Another write holds the database. A retry after a second usually succeeds."""

    kind = "busy"


class TooSlow(DomainError):
    """A read took longer than it may. Something narrower may succeed."""

    kind = "too-slow"


class Unusable(Exception):
    """The database file or a setting cannot be used. The message says why and what to do."""
