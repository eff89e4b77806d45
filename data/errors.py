"""What the use cases of this floor raise when they cannot do what was asked.

`message` is one or two sentences for the caller. What helps a program as well goes into keyword arguments,
which the API publishes as members of the problem: `suggestions` (nearest slugs), `pointer` or `parameter`
(the member of the body or the parameter at fault).
"""


class DomainError(Exception):
    """Base of the errors a caller can cause."""

    def __init__(self, message, **extra):
        super().__init__(message)
        self.message = message
        self.extra = {name: value for name, value in extra.items() if value is not None}


class NotFound(DomainError):
    """Nothing has this slug or id, and nothing ever had."""


class Conflict(DomainError):
    """The glossary as it stands does not allow this."""


class Stale(DomainError):
    """Somebody else has changed the thing since the caller read it."""


class Invalid(DomainError):
    """Well-formed, but naming something that does not exist or cannot be."""


class TooLarge(DomainError):
    """More than is worked on at once."""


class Gone(DomainError):
    """Retired without a replacement."""


class Moved(DomainError):
    """Renamed, or retired in favour of another: `slug` is where to look now."""

    def __init__(self, message, slug):
        super().__init__(message)
        self.slug = slug


class Busy(DomainError):
    """Other writes hold the database; trying again shortly will do."""


class Unusable(Exception):
    """The database file cannot be served; the message says why and what to do."""
