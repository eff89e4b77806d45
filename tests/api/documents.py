"""What the service sends: HTML as a browser asks for it and reads it, and the credit in JSON."""

import html5lib

# What a top-level response with content has besides its own members.
CREDIT = {
    "license": "https://creativecommons.org/licenses/by/4.0/",
    "attribution": "Lemma, http://localhost/",
}
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
# URLs of pages that do not exist or cannot exist, with the status of the response.
ERRORS = {
    "/terms/pretraning": 404,
    "/nowhere": 404,
    "/terms/": 404,
    "/?q=%00": 422,
    "/?letter=AB": 422,
    "/terms/a%00b": 404,
}


def parse(html):
    """Return the tree of a document. Raise for HTML that is not valid."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)


def text_of(element):
    """Return the text in an element, with each run of white space as one space."""
    return " ".join("".join(element.itertext()).split())


def elements(tree, *names):
    """Return the elements of these names, in their order."""
    return [element for element in tree.iter() if element.tag in names]


def by_id(tree, name):
    """Return the element with this id."""
    return tree.find(f".//*[@id='{name}']")


def framed(snippet):
    """Return the iframe that a snippet puts into a page."""
    (frame,) = parse(f"<!doctype html><title>Host</title>{snippet}").iter("iframe")
    return frame
