"""The old URLs of terms and categories that were renamed or retired."""

import pytest

API = "http://localhost/api/v1"
TERMS = "/api/v1/terms"
ANY = {"If-Match": "*"}


@pytest.fixture
def rename(editor):
    """Give a term or category a new slug: rename("/api/v1/terms/dropout", "dilution")."""

    def make(address, slug):
        response = editor.patch(address, json={"slug": slug}, headers=ANY)
        assert response.status_code == 200

    return make


@pytest.fixture
def retire(editor):
    """Retire a term: retire("dropout", "?replaced_by=dilution")."""

    def make(slug, query=""):
        response = editor.delete(f"{TERMS}/{slug}{query}", headers=ANY)
        assert response.status_code == 204

    return make


@pytest.mark.parametrize("rest", ["", "/summary", "/relations"])
def test_the_old_url_of_a_renamed_term_is_301(client, make_term, rename, rest):
    make_term("Dropout")
    rename(f"{TERMS}/dropout", "dilution")
    response = client.get(f"{TERMS}/dropout{rest}")
    assert (response.status_code, response.location) == (301, f"{API}/terms/dilution{rest}")


@pytest.mark.parametrize("rest", ["", "/terms", "/terms?limit=1&letter=%23&fields=slug,name"])
def test_the_old_url_of_a_renamed_category_is_301_with_its_query(client, make_category, rename, rest):
    make_category("parts")
    rename("/api/v1/categories/parts", "pieces")
    response = client.get(f"/api/v1/categories/parts{rest}")
    assert (response.status_code, response.location) == (301, f"{API}/categories/pieces{rest}")


@pytest.mark.parametrize("slug", ["term", "terms", "api"])
def test_a_redirect_replaces_the_slug_and_no_other_part_of_the_path(client, make_term, rename, slug):
    make_term("Headword", slug=slug)
    rename(f"{TERMS}/{slug}", "entry")
    assert client.get(f"{TERMS}/{slug}/summary").location == f"{API}/terms/entry/summary"


def test_two_renamings_redirect_to_the_last_slug_in_one_step(client, make_term, rename):
    make_term("Dropout")
    rename(f"{TERMS}/dropout", "dilution")
    rename(f"{TERMS}/dilution", "thinning")
    assert client.get(f"{TERMS}/dropout").location == f"{API}/terms/thinning"


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_write_to_an_old_url_is_410_with_the_new_slug(editor, make_term, rename, method):
    make_term("Dropout")
    rename(f"{TERMS}/dropout", "dilution")
    response = editor.open(f"{TERMS}/dropout", method=method, json={}, headers=ANY)
    assert (response.status_code, response.json["suggestions"]) == (410, ["dilution"])


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_write_to_a_retired_term_does_not_change_its_replacement(editor, make_term, method):
    make_term("Dropout")
    make_term("Dilution")
    editor.delete(f"{TERMS}/dropout?replaced_by=dilution", headers=ANY)
    editor.open(
        f"{TERMS}/dropout", method=method, json={"level": "advanced"}, headers=ANY, follow_redirects=True
    )
    assert editor.get(f"{TERMS}/dilution").json["revision"] == 1


@pytest.mark.parametrize("rest", ["", "/summary", "/relations"])
def test_a_retired_term_is_410(client, make_term, retire, rest):
    make_term("Dropout")
    retire("dropout")
    assert client.get(f"{TERMS}/dropout{rest}").status_code == 410


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_write_to_a_retired_term_is_410(editor, make_term, retire, method):
    make_term("Dropout")
    retire("dropout")
    assert editor.open(f"{TERMS}/dropout", method=method, json={}, headers=ANY).status_code == 410


@pytest.mark.parametrize("rest", ["", "/terms"])
def test_a_retired_category_is_410(editor, client, make_category, rest):
    make_category("parts")
    editor.delete("/api/v1/categories/parts", headers=ANY)
    assert client.get(f"/api/v1/categories/parts{rest}").status_code == 410


def test_a_retired_term_redirects_to_the_replacement_in_the_request(client, make_term, retire):
    make_term("Dropout")
    make_term("Dilution")
    retire("dropout", "?replaced_by=dilution")
    response = client.get(f"{TERMS}/dropout")
    assert (response.status_code, response.location) == (301, f"{API}/terms/dilution")


def test_a_retired_term_redirects_to_the_replacement_that_it_names(client, make_term, retire):
    make_term("Dilution")
    make_term("Dropout", replaced_by="dilution")
    retire("dropout")
    assert client.get(f"{TERMS}/dropout").location == f"{API}/terms/dilution"


def test_the_replacement_in_the_request_has_precedence(client, make_term, retire):
    make_term("Dilution")
    make_term("Thinning")
    make_term("Dropout", replaced_by="dilution")
    retire("dropout", "?replaced_by=thinning")
    assert client.get(f"{TERMS}/dropout").location == f"{API}/terms/thinning"


def test_a_retired_term_redirects_to_the_new_slug_of_its_replacement(client, make_term, retire, rename):
    make_term("Dropout")
    make_term("Dilution")
    retire("dropout", "?replaced_by=dilution")
    rename(f"{TERMS}/dilution", "thinning")
    assert client.get(f"{TERMS}/dropout").location == f"{API}/terms/thinning"


def test_a_retired_term_is_410_once_its_replacement_is_retired(client, make_term, retire):
    make_term("Dropout")
    make_term("Dilution")
    retire("dropout", "?replaced_by=dilution")
    retire("dilution")
    assert client.get(f"{TERMS}/dropout").status_code == 410


@pytest.mark.parametrize("replacement", ["unknown", "dropout"])
def test_an_impossible_replacement_is_422_at_its_parameter(editor, make_term, replacement):
    make_term("Dropout")
    response = editor.delete(f"{TERMS}/dropout?replaced_by={replacement}", headers=ANY)
    assert (response.status_code, response.json["errors"][0]["parameter"]) == (422, "replaced_by")


def test_a_term_that_replaces_another_cannot_be_retired(editor, make_term):
    make_term("Dilution")
    make_term("Dropout", replaced_by="dilution")
    response = editor.delete(f"{TERMS}/dilution", headers=ANY)
    assert response.status_code == 409
    assert "'Dilution' replaces 'Dropout'" in response.json["detail"]


def test_retiring_a_term_removes_its_relations(client, make_term, relate, retire):
    make_term("Dog")
    make_term("Animal")
    relate("dog", "broader", "animal")
    retire("dog")
    assert client.get(f"{TERMS}/animal").json["relations"] == []


def test_the_name_of_a_retired_term_is_free_for_another(client, make_term, retire):
    make_term("Dropout")
    retire("dropout")
    make_term("Dropout", slug="dropout-layer")
    assert client.get(f"{TERMS}/dropout-layer").json["name"] == "Dropout"


def test_a_term_of_a_renamed_category_has_the_new_slug(client, make_category, make_term, rename):
    make_category("parts")
    make_term("Wheel", category="parts")
    rename("/api/v1/categories/parts", "pieces")
    assert client.get(f"{TERMS}/wheel").json["category"]["slug"] == "pieces"
