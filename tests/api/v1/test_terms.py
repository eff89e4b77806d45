"""Terms over HTTP, one at a time: read, created, changed with PATCH."""

import pytest

from tests.api.documents import CREDIT

TERMS = "/api/v1/terms"
ANY = {"If-Match": "*"}
PATCH_TYPES = {"application/merge-patch+json", "application/json"}
DROPOUT = {"name": "Dropout", "definition": "Definition of Dropout.", "category": "things"}
DROPOUT_FULL = {
    **DROPOUT,
    "slug": "dropout",
    "explanation": "Turns units off.",
    "example": "Half of them.",
    "confusion": "Not to be confused with pruning.",
    "formula": "p = 0.5",
    "labels": [{"text": "Dilution", "kind": "synonym", "language": "en"}],
    "level": "advanced",
    "status": "review",
    "replaced_by": None,
    "sources": [{"role": "primary", "citation": "Hinton, G.", "arxiv": "1207.0580", "year": 2012}],
}
MEMBERS = {
    *DROPOUT_FULL,
    *CREDIT,
    "explanation_html",
    "relations",
    "related_in_category",
    "revision",
    "created_at",
    "updated_at",
    "links",
}


def written(term):
    """Return the members of a response that an editor writes."""
    return {name: term[name] for name in DROPOUT_FULL} | {"category": term["category"]["slug"]}


def test_a_term_has_the_members_of_the_contract(client, make_term):
    make_term("Dropout")
    assert set(client.get(f"{TERMS}/dropout").json) == MEMBERS


def test_a_term_is_read_as_written(editor):
    editor.post(TERMS, json=DROPOUT_FULL)
    assert written(editor.get(f"{TERMS}/dropout").json) == DROPOUT_FULL


def test_the_category_leads_up_to_the_top(client, make_term, make_category):
    make_category("parts", parent="things")
    make_term("Dropout", category="parts")
    things = {"slug": "things", "name": "Things", "parent": None}
    assert client.get(f"{TERMS}/dropout").json["category"] == {
        "slug": "parts",
        "name": "Parts",
        "parent": things,
    }


def test_the_explanation_is_also_html_with_urls_of_terms(client, make_term):
    make_term("Pruning")
    make_term("Dropout", explanation="Unlike [pruning](term:pruning), **random**.")
    html = client.get(f"{TERMS}/dropout").json["explanation_html"]
    link = '<a href="http://localhost/terms/pruning" rel="noopener noreferrer">pruning</a>'
    assert html == f"<p>Unlike {link}, <strong>random</strong>.</p>"


def test_a_term_links_to_itself_its_page_and_its_history(client, make_term):
    make_term("Dropout")
    assert client.get(f"{TERMS}/dropout").json["links"] == {
        "self": "http://localhost/api/v1/terms/dropout",
        "page": "http://localhost/terms/dropout",
        "history": "http://localhost/api/v1/terms/dropout/history",
    }


def test_an_unknown_term_is_404_with_the_nearest_slugs(client, make_term):
    make_term("Pre-training")
    make_term("Dropout")
    response = client.get(f"{TERMS}/pretrainning")
    assert (response.status_code, response.json["suggestions"]) == (404, ["pre-training"])


def test_the_summary_is_what_a_tooltip_shows(client, make_term):
    make_term("Dropout")
    assert client.get(f"{TERMS}/dropout/summary").json == {
        "slug": "dropout",
        "name": "Dropout",
        "definition": "Definition of Dropout.",
        "category": {"slug": "things", "name": "Things", "parent": None},
        "page": "http://localhost/terms/dropout",
        **CREDIT,
        "attribution": "Dropout, Lemma, http://localhost/terms/dropout",
    }


def test_every_shipped_summary_is_under_1_kb(shipped):
    slugs = [term["slug"] for term in shipped.get(f"{TERMS}?limit=500&fields=slug").json["items"]]
    assert max(shipped.get(f"{TERMS}/{slug}/summary").content_length for slug in slugs) < 1024


def test_a_created_term_is_201_with_its_address(editor):
    response = editor.post(TERMS, json=DROPOUT)
    assert (response.status_code, response.location) == (201, "http://localhost/api/v1/terms/dropout")


def test_a_created_term_has_defaults(editor):
    assert written(editor.post(TERMS, json=DROPOUT).json) == {
        **DROPOUT,
        "slug": "dropout",
        "explanation": None,
        "example": None,
        "confusion": None,
        "formula": None,
        "labels": [],
        "level": "intermediate",
        "status": "published",
        "replaced_by": None,
        "sources": [],
    }


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Fréchet Inception Distance", "frechet-inception-distance"),
        ("Goodhart's Law", "goodharts-law"),
        ("C++ (language)", "c-language"),
        ("x" * 99 + " y", "x" * 99),
        ("x" * 200, "x" * 100),
        ("深度学习", "shenduxuexi"),
    ],
)
def test_the_slug_is_derived_from_the_name(editor, name, slug):
    assert editor.post(TERMS, json={**DROPOUT, "name": name}).json["slug"] == slug


def test_a_name_of_signs_needs_a_slug(editor):
    response = editor.post(TERMS, json={**DROPOUT, "name": "!?"})
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (422, "#/slug")


@pytest.mark.parametrize("member", ["name", "definition", "category"])
def test_a_term_needs_name_definition_and_category(editor, member):
    response = editor.post(TERMS, json={name: value for name, value in DROPOUT.items() if name != member})
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (422, f"#/{member}")


@pytest.mark.parametrize(("member", "value"), [("category", "thigns"), ("replaced_by", "unknown")])
def test_an_unknown_reference_is_422(editor, member, value):
    response = editor.post(TERMS, json={**DROPOUT, member: value})
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (422, f"#/{member}")


def test_an_unknown_category_is_422_with_the_nearest(editor):
    assert editor.post(TERMS, json={**DROPOUT, "category": "thigns"}).json["suggestions"] == ["things"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_a_dead_link_in_the_explanation_is_422_with_the_nearest(editor, make_term, method):
    make_term("Pruning")
    make_term("Dropout")
    url, body, headers = {
        "POST": (TERMS, {**DROPOUT, "name": "Dilution"}, {}),
        "PUT": (f"{TERMS}/dropout", DROPOUT, ANY),
        "PATCH": (f"{TERMS}/dropout", {}, ANY),
    }[method]
    body = {**body, "explanation": "Unlike [pruning](term:prunning)."}
    response = editor.open(url, method=method, json=body, headers=headers)
    assert (response.status_code, response.json["suggestions"]) == (422, ["pruning"])
    assert response.json["type"] == "http://localhost/problems/unknown-reference"
    assert response.json["errors"][0]["pointer"] == "#/explanation"


def test_a_link_to_a_renamed_term_is_accepted(editor, make_term):
    make_term("Pruning")
    editor.patch(f"{TERMS}/pruning", json={"slug": "cutting"}, headers=ANY)
    body = {**DROPOUT, "explanation": "Unlike [pruning](term:pruning)."}
    assert editor.post(TERMS, json=body).status_code == 201


def test_a_link_of_a_term_to_itself_is_accepted(editor):
    body = {**DROPOUT, "explanation": "[Dropout](term:dropout) is random."}
    assert editor.post(TERMS, json=body).status_code == 201


@pytest.mark.parametrize("url", [f"{TERMS}/dropout", "/api/v1/categories/things"])
def test_options_of_an_entry_list_the_media_types_of_patch(client, url):
    assert set(client.options(url).headers["Accept-Patch"].split(", ")) == PATCH_TYPES


@pytest.mark.parametrize("url", [TERMS, "/api/v1/relations/1", "/api/v1"])
def test_options_without_patch_have_no_media_types_of_patch(client, url):
    assert "Accept-Patch" not in client.options(url).headers


@pytest.mark.parametrize("url", [f"{TERMS}/dropout", "/api/v1/categories/things"])
def test_a_patch_of_another_media_type_is_415_and_lists_those_accepted(editor, url):
    response = editor.patch(url, data="level: advanced", content_type="application/yaml", headers=ANY)
    assert response.status_code == 415
    assert set(response.headers["Accept-Patch"].split(", ")) == PATCH_TYPES


def test_a_slug_in_use_is_409(editor, make_term):
    make_term("Other", slug="dropout")
    response = editor.post(TERMS, json={**DROPOUT, "slug": "dropout"})
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (409, "#/slug")


def test_a_derived_slug_in_use_is_409_and_asks_for_a_slug(editor, make_term):
    make_term("C", slug="c")
    response = editor.post(TERMS, json={**DROPOUT, "name": "C++"})
    assert (response.status_code, response.json["type"]) == (409, "http://localhost/problems/slug-taken")
    assert response.json["detail"] == "The slug 'c', derived from the name 'C++', is taken. Give a slug."
    assert response.json["errors"][0]["pointer"] == "#/slug"


@pytest.mark.parametrize(("name", "label"), [("DROPOUT", "other"), ("Other", "dropout")])
def test_the_name_or_label_of_another_term_is_409(editor, make_term, name, label):
    make_term(name, slug="other", labels=[{"text": label, "kind": "synonym"}])
    response = editor.post(TERMS, json=DROPOUT)
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (409, "#/name")


def test_patch_changes_only_the_members_that_it_names(editor):
    editor.post(TERMS, json=DROPOUT_FULL)
    term = editor.patch(f"{TERMS}/dropout", json={"level": "beginner"}, headers=ANY).json
    assert written(term) == {**DROPOUT_FULL, "level": "beginner"}


@pytest.mark.parametrize("media_type", ["application/merge-patch+json", "application/json; charset=utf-8"])
def test_patch_accepts_both_media_types(editor, make_term, media_type):
    make_term("Dropout")
    body = b'{"level": "beginner"}'
    response = editor.patch(f"{TERMS}/dropout", data=body, content_type=media_type, headers=ANY)
    assert response.json["level"] == "beginner"


@pytest.mark.parametrize(
    ("member", "default"),
    [
        ("explanation", None),
        ("labels", []),
        ("sources", []),
        ("level", "intermediate"),
        ("status", "published"),
    ],
)
def test_patch_with_null_sets_the_default(editor, member, default):
    editor.post(TERMS, json=DROPOUT_FULL)
    assert editor.patch(f"{TERMS}/dropout", json={member: None}, headers=ANY).json[member] == default


@pytest.mark.parametrize("member", ["name", "definition", "category", "slug"])
def test_patch_cannot_set_a_required_member_to_null(editor, make_term, member):
    make_term("Dropout")
    response = editor.patch(f"{TERMS}/dropout", json={member: None}, headers=ANY)
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (422, f"#/{member}")


def test_patch_replaces_a_whole_list(editor):
    editor.post(TERMS, json=DROPOUT_FULL)
    labels = [{"text": "Thinning", "kind": "hidden", "language": "en"}]
    assert editor.patch(f"{TERMS}/dropout", json={"labels": labels}, headers=ANY).json["labels"] == labels


def test_patch_with_no_change_keeps_the_revision(editor):
    etag = editor.post(TERMS, json=DROPOUT_FULL).headers["ETag"]
    response = editor.patch(f"{TERMS}/dropout", json=DROPOUT_FULL, headers=ANY)
    assert (response.json["revision"], response.headers["ETag"]) == (1, etag)


def test_patch_with_a_change_raises_the_revision(editor, make_term):
    make_term("Dropout")
    assert editor.patch(f"{TERMS}/dropout", json={"level": "beginner"}, headers=ANY).json["revision"] == 2


def test_patch_with_a_slug_renames(editor, client, make_term):
    make_term("Dropout")
    editor.patch(f"{TERMS}/dropout", json={"slug": "dilution"}, headers=ANY)
    assert client.get(f"{TERMS}/dilution").json["name"] == "Dropout"


def test_patch_to_a_slug_in_use_is_409(editor, make_term):
    make_term("Dropout")
    make_term("Dilution")
    assert editor.patch(f"{TERMS}/dropout", json={"slug": "dilution"}, headers=ANY).status_code == 409


def test_a_renamed_term_keeps_its_relations(editor, client, make_term, relate):
    make_term("Dog")
    make_term("Animal")
    relate("dog", "broader", "animal")
    editor.patch(f"{TERMS}/dog", json={"slug": "hound"}, headers=ANY)
    assert client.get(f"{TERMS}/animal").json["relations"][0]["term"]["slug"] == "hound"


@pytest.mark.parametrize(
    "patch", [{"replaced_by": "dropout"}, {"replaced_by": "dropout", "slug": "dilution"}]
)
def test_a_term_cannot_replace_itself(editor, make_term, patch):
    make_term("Dropout")
    response = editor.patch(f"{TERMS}/dropout", json=patch, headers=ANY)
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (422, "#/replaced_by")


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_write_to_an_unknown_term_is_404(editor, method):
    assert editor.open(f"{TERMS}/dropout", method=method, json={}, headers=ANY).status_code == 404


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_write_without_if_match_is_428(editor, make_term, method):
    make_term("Dropout")
    assert editor.open(f"{TERMS}/dropout", method=method, json={}).status_code == 428


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("tag", ['"1-0123456789abcdef"', "rubbish", '""'])
def test_a_write_with_another_revision_is_412_without_a_change(editor, make_term, method, tag):
    make_term("Dropout")
    editor.patch(f"{TERMS}/dropout", json={"level": "advanced"}, headers=ANY)
    body = {**DROPOUT, "level": "beginner"}
    assert (
        editor.open(f"{TERMS}/dropout", method=method, json=body, headers={"If-Match": tag}).status_code
        == 412
    )
    assert editor.get(f"{TERMS}/dropout").json["level"] == "advanced"
