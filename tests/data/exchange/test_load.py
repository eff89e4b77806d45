import pytest

from api import content
from api.docs.document import CONTENT
from data.entries import categories, relations, terms
from data.entries.document import Label
from data.exchange import files as glossary
from data.exchange import load as loading
from data.exchange.files import BadContent
from data.index import rebuild
from data.store import changes, db
from data.store.changes import Actor

BY = Actor("tester")
DOUGH, FLOUR, GLUTEN, YEAST = (f"terms/food/{slug}.md" for slug in ("dough", "flour", "gluten", "yeast"))


@pytest.fixture
def empty(tmp_path):
    """Return a connection to an empty database."""
    db.create(tmp_path / "empty.db", lambda connection: None)
    connection = db.connect(tmp_path / "empty.db")
    yield connection
    connection.close()


@pytest.fixture
def load(empty, folder):
    """Return a function that loads the folder into the database."""
    return lambda **more: loading.load(empty, content.read(folder), actor=BY, **more)


@pytest.fixture
def exported(empty, tmp_path):
    """Return a function that exports the database and returns the bytes of each file."""

    def write():
        glossary.write(tmp_path / "exported", **loading.export(empty))
        return files(tmp_path / "exported")

    return write


def files(folder):
    """Return the bytes of the files of a content folder, by path."""
    paths = [*folder.glob("*.yaml"), *folder.glob("terms/*/*")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_export_reproduces_the_bytes_of_the_shipped_content(shipped_file, tmp_path):
    glossary.write(tmp_path / "exported", **loading.export(db.connect(shipped_file)))
    assert files(tmp_path / "exported") == files(CONTENT)


def test_loading_the_shipped_content_again_changes_nothing(shipped_file):
    connection = db.connect(shipped_file)
    before = changes.serial(connection)
    assert loading.load(connection, content.read(CONTENT), actor=BY) == before


def test_export_reproduces_the_bytes_that_were_loaded(load, exported, folder):
    load()
    assert exported() == files(folder)


def test_loading_returns_the_serial_reached(load, empty):
    assert load() == changes.serial(empty) == 2 + 2 + 4 + 6


def test_loading_again_changes_nothing(load, exported):
    serial, before = load(), exported()
    assert (load(), exported()) == (serial, before)


def test_loading_reports_its_progress(load):
    steps = []
    load(progress=lambda *progress: steps.append(progress))
    assert steps == [(done, 8) for done in range(1, 9)]


# Changed files


def test_changed_file_raises_the_revision_of_its_term_only(load, empty, edit):
    load()
    edit(DOUGH, "level: beginner", "level: advanced")
    load()
    assert [terms.get(empty, slug).revision for slug in ("dough", "flour", "gluten", "yeast")] == [2, 1, 1, 1]


def test_changed_file_makes_one_change(load, edit):
    before = load()
    edit(DOUGH, "level: beginner", "level: advanced")
    assert load() == before + 1


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (DOUGH, "level: beginner", "level: advanced"),
        (DOUGH, "Soft mass", "Supple mass"),
        (DOUGH, "decides how", "says how"),
        (DOUGH, ", year: 2004", ", year: 2005"),
        (GLUTEN, "Wheat Gluten", "Seitan"),
        (GLUTEN, "category: baking", "category: food"),
        (GLUTEN, "  - {type: part-of, target: flour}\n", ""),
        (GLUTEN, "relations:\n", "relations:\n  - {type: uses, target: yeast}\n"),
        (YEAST, "target: flour}", "target: flour, note: It lives on its sugars.}"),
        ("categories.yaml", "What people eat.", "What people cook."),
        ("categories.yaml", "- slug: baking", "- slug: drink\n  name: Drink\n\n- slug: baking"),
        ("relation-types.yaml", "name: Uses", "name: Makes use of"),
        ("ambiguous.yaml", "appetizer", "apple-pie"),
    ],
)
def test_export_reproduces_the_bytes_of_changed_files(load, exported, folder, edit, name, old, new):
    load()
    if new.endswith("target: yeast}\n"):
        edit(YEAST, "  - {type: related-to, target: gluten}\n", "")
    edit(name, old, new)
    load()
    assert exported() == files(folder)


def test_relation_removed_from_a_file_is_removed(load, empty, edit):
    load()
    edit(YEAST, "  - {type: requires, target: flour}\n", "")
    load()
    assert [view.term.slug for view in terms.get(empty, "yeast").relations] == ["dough", "gluten"]


def test_relation_kept_in_a_file_keeps_its_id(load, empty, edit):
    load()
    before = relations.find(empty, limit=9, source="gluten").items[0]
    edit(GLUTEN, "  - {type: part-of, target: dough}\n", "")
    load()
    assert relations.find(empty, limit=9, source="gluten").items == [before]


def test_relation_can_change_its_type(load, empty, edit):
    load()
    edit(YEAST, "requires", "uses")
    load()
    assert [relation.type for relation in relations.find(empty, limit=9, source="yeast").items] == [
        "uses",
        "related-to",
    ]


def test_relation_can_change_its_direction(load, exported, folder, edit):
    load()
    edit(YEAST, "  - {type: requires, target: flour}\n", "")
    edit(FLOUR, "relations:\n", "relations:\n  - {type: requires, target: yeast}\n")
    load()
    assert exported() == files(folder)


def test_label_can_move_to_another_term(load, empty, edit):
    load()
    edit(GLUTEN, "labels:\n  - {text: Wheat Gluten, kind: synonym}\n", "")
    edit(DOUGH, "category:", "labels:\n  - {text: wheat gluten, kind: hidden}\ncategory:")
    load()
    labels = {term.slug: term.labels for term in terms.documents(empty)}
    assert (labels["dough"], labels["gluten"]) == ([Label("wheat gluten", "hidden")], [])


def test_terms_can_swap_names(load, empty, edit):
    load()
    edit(FLOUR, "name: Flour", "name: Yeast")
    edit(YEAST, "name: Yeast", "name: Flour")
    load()
    assert [terms.get(empty, slug).name for slug in ("flour", "yeast")] == ["Yeast", "Flour"]


def test_term_whose_file_is_gone_is_kept(load, empty, folder):
    load()
    (folder / YEAST).unlink()
    (folder / DOUGH).write_text(
        (folder / DOUGH).read_text().replace("relations:\n  - {type: uses, target: yeast}\n", "")
    )
    load()
    assert terms.get(empty, "yeast").revision == 1


def test_term_that_is_not_in_the_folder_is_kept(load, empty):
    load()
    terms.create(empty, {"name": "Salt", "definition": "White crystals.", "category": "food"}, actor=BY)
    load()
    assert terms.get(empty, "salt").revision == 1


def test_category_can_be_listed_before_its_parent(load, exported, folder, edit):
    edit(
        "categories.yaml", "- slug: food", "- slug: sweets\n  name: Sweets\n  parent: baking\n\n- slug: food"
    )
    load()
    assert exported() == files(folder)


def test_exported_category_before_its_parent_can_be_loaded_elsewhere(load, empty, exported, tmp_path):
    load()
    categories.create(empty, {"slug": "a", "name": "A", "parent": "baking", "position": 0}, actor=BY)
    exported()
    other = tmp_path / "other.db"
    rebuild.create(other, lambda connection: content.load(connection, tmp_path / "exported"))
    assert categories.get(db.connect(other), "a").parent.slug == "baking"


def test_term_can_be_replaced_by_one_that_is_replaced(load, exported, folder, edit):
    edit(DOUGH, "status: published", "status: deprecated\nreplaced_by: flour")
    edit(FLOUR, "status: published", "status: deprecated\nreplaced_by: gluten")
    load()
    assert exported() == files(folder)


# Faults


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "fault"),
    [
        (DOUGH, "category: baking", "category: bakng", 3, "There is no category 'bakng'"),
        (DOUGH, "category: baking\n", "", 2, "category: Missing data"),
        (DOUGH, "level: beginner", "level: expert", 4, "level: Must be one of"),
        (DOUGH, "level: beginner", "levle: beginner", 4, "levle: Unknown field"),
        (DOUGH, "status: published", "position: 3", 5, "position: Unknown field"),
        (DOUGH, "relations:", "relations: [", 8, "expected"),
        (DOUGH, "level: beginner", "category: food", 4, "'category' appears twice"),
        (DOUGH, "target: yeast", "target: salt", 8, "There is no term 'salt'"),
        (DOUGH, "type: uses", "type: eats", 8, "There is no relation type 'eats'"),
        (DOUGH, "type: uses", "type: used-by", 8, "inverse of 'uses'"),
        (DOUGH, "target: yeast", "target: dough", 8, "related to itself"),
        (DOUGH, "target: yeast", "source: yeast, target: yeast", 8, "Unknown field"),
        (DOUGH, "year: 2004", "year: long ago", 10, "Not a valid integer"),
        (DOUGH, "name: Dough", "name: FLOUR", 2, "'FLOUR' is already a name or label"),
        (
            DOUGH,
            "category: baking",
            "labels:\n  - {text: ap, kind: abbreviation}\ncategory: baking",
            4,
            "'ap' is already a name or label",
        ),
        (
            YEAST,
            "type: requires, target: flour",
            "type: broader, target: dough",
            8,
            "Relation .* already links them",
        ),
        (
            YEAST,
            "  - {type: related",
            "  - {type: requires, target: flour}\n  - {type: related",
            9,
            "already links",
        ),
        (GLUTEN, "type: part-of, target: dough", "type: uses, target: dough", 12, "S27"),
        ("categories.yaml", "parent: food", "parent: fod", 7, "There is no category 'fod'"),
        ("categories.yaml", "slug: baking", "slug: food", 5, "'food' is already at .*categories.yaml:1"),
        ("categories.yaml", "parent: food", "postion: 3", 7, "postion: Unknown field"),
        ("relation-types.yaml", "symmetric: true", "symmetric: false", 43, "its own inverse"),
        ("relation-types.yaml", "slug: uses", "slug: narrower", 31, "'narrower' is already at"),
        ("relation-types.yaml", "acyclic: true", "acyclic: perhaps", 7, "Not a valid boolean"),
        ("relation-types.yaml", "skos: skos:related", "skos: skos:exactMatch", 28, "Must be one of"),
        ("ambiguous.yaml", "owner: flour", "owner: Flour", 2, "owner"),
        (
            "ambiguous.yaml",
            "- abb",
            "- abbreviation: ap\n  candidates: [flour]\n- abb",
            3,
            "'ap' is already at .*:1",
        ),
    ],
)
def test_error_names_the_location_and_changes_nothing(load, empty, edit, name, old, new, line, fault):
    load()
    before, serial = loading.export(empty), changes.serial(empty)
    edit(name, old, new)
    with pytest.raises(BadContent, match=f"{name}:{line}: .*({fault})"):
        load()
    assert (loading.export(empty), changes.serial(empty)) == (before, serial)


def test_cycle_of_relations_is_refused_with_its_location(load, edit, empty):
    edit(YEAST, "type: related-to, target: gluten", "type: requires, target: gluten")
    edit(DOUGH, "type: uses", "type: requires")
    edit(FLOUR, "type: part-of", "type: requires")
    with pytest.raises(BadContent, match=r"yeast.md:8: .*cycle of requires.*: Yeast → Flour → Dough → Yeast"):
        load()
    assert changes.serial(empty) == 0


def test_cycle_of_categories_is_refused_with_its_location(load, edit):
    load()
    edit("categories.yaml", "name: Food", "name: Food\n  parent: baking")
    with pytest.raises(BadContent, match=r"categories.yaml:3: 'Food' cannot be below itself"):
        load()


def test_slug_in_two_folders_is_refused_with_both_locations(load, folder):
    (folder / "terms/drink").mkdir()
    (folder / "terms/drink/yeast.md").write_bytes((folder / YEAST).read_bytes())
    with pytest.raises(BadContent, match=r"food/yeast.md:2: 'yeast' is already at .*drink/yeast.md:2"):
        load()


def test_file_name_that_is_not_a_slug_is_refused(load, folder):
    (folder / YEAST).rename(folder / "terms/food/Dry Yeast.md")
    with pytest.raises(BadContent, match=r"Dry Yeast.md:2: slug"):
        load()
