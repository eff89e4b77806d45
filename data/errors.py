"""Errors that `data` raises when it cannot do what the caller asked.

`message` is one or two sentences for the caller. Details for programs are keyword arguments, which the API
publishes as members of the problem: `suggestions` (nearest slugs), `pointer` or `parameter` (the member of
the body or the parameter at fault).
"""


class DomainError(Exception):
    """Base class of the errors that a caller can cause."""

    def __init__(self, message: str, **extra: object) -> None:
        super().__init__(message)
        self.message = message
        # Callers pass what they have; a member without a value is not published as null.
        self.extra = {name: value for name, value in extra.items() if value is not None}


class NotFound(DomainError):
    """Nothing has this slug or id, and nothing ever had it."""


class Conflict(DomainError):
    """The current state of the glossary does not allow this."""


class Stale(DomainError):
    """Another client has changed the entry since the caller read it."""


class Invalid(DomainError):
    """The input is well-formed, but it names something that does not exist or is not allowed."""


class TooLarge(DomainError):
    """The input is larger than the limit for one request."""


class Gone(DomainError):
    """The entry was retired without a replacement."""


class Moved(DomainError):
    """The entry was renamed, or retired in favor of another one: `slug` is its current slug."""

    def __init__(self, message: str, slug: str) -> None:
        super().__init__(message)
        # An attribute and not a member of `extra`: the API turns it into a Location header.
        self.slug = slug


class Busy(DomainError):
    """Other writes hold the database. The same request can succeed a moment later."""


class TooSlow(DomainError):
    """The read takes longer than it may; ask for something narrower."""


# Not a DomainError: the operator has to act, not the caller.
class Unusable(Exception):
    """The database file cannot be served. The message says why and what to do."""
