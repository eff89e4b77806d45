"""What the service sends: HTML as a browser asks for it and reads it, and the credit in JSON."""

import html5lib

# What a top-level response with content has besides its own members.
CREDIT = {
    "license": "https://creativecommons.org/licenses/by/4.0/",
    "attribution": "Lemma, http://localhost/",
}
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
# Addresses of pages that are not there or cannot be, with the status of the answer.
ERRORS = {
    "/terms/pretraning": 404,
    "/nowhere": 404,
    "/terms/": 404,
    "/?q=%00": 422,
    "/?letter=AB": 422,
    "/terms/a%00b": 404,
}


def parse(html):
    """The tree of a document; raises for HTML that does not validate."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)


def text_of(element):
    """The text in an element, with every run of white space a single space."""
    return " ".join("".join(element.itertext()).split())


def elements(tree, *names):
    """The elements of these names, in their order."""
    return [element for element in tree.iter() if element.tag in names]


def by_id(tree, name):
    """The element of this id."""
    return tree.find(f".//*[@id='{name}']")


def framed(snippet):
    """The iframe that a snippet puts into a page."""
    (frame,) = parse(f"<!doctype html><title>Host</title>{snippet}").iter("iframe")
    return frame
