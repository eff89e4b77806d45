"""Random terms, the term of the day, and comparisons, over HTTP."""

from datetime import UTC, date, datetime, timedelta

import pytest

from api.http.operation import SHARED
from api.v1 import random as views

RANDOM = "/api/v1/random"
TODAY = "/api/v1/term-of-the-day"
COMPARE = "/api/v1/compare"


@pytest.fixture(autouse=True)
def animals(make_term, make_category):
    make_category("minerals")
    for name in ("Ant", "Bee", "Cat", "Dog", "Elk", "Fox", "Gnu"):
        make_term(name, level="beginner" if name < "C" else "advanced")
    make_term("Stone", category="minerals", level="beginner")
    make_term("Ghost", status="draft")


def slugs_of(client, address, times=60):
    return {client.get(address).json["slug"] for _ in range(times)}


# Random


def test_every_published_term_can_be_drawn(client):
    assert slugs_of(client, RANDOM, 200) == {"ant", "bee", "cat", "dog", "elk", "fox", "gnu", "stone"}


def test_category_and_level_limit_the_draw(client):
    assert slugs_of(client, f"{RANDOM}?category=minerals") == {"stone"}
    assert slugs_of(client, f"{RANDOM}?category=things&level=beginner") == {"ant", "bee"}


def test_a_seed_draws_the_same_each_time(client):
    assert len(slugs_of(client, f"{RANDOM}?seed=abc")) == 1
    assert len({client.get(f"{RANDOM}?seed={seed}").json["slug"] for seed in range(60)}) > 4


def test_only_a_draw_with_a_seed_may_be_cached(client):
    assert client.get(RANDOM).headers["Cache-Control"] == "no-store"
    assert client.get(f"{RANDOM}?seed=1").headers["Cache-Control"] == SHARED


def test_a_draw_from_no_terms_is_404(client):
    assert client.get(f"{RANDOM}?category=minerals&level=advanced").status_code == 404


def test_an_unknown_category_is_422(client):
    assert client.get(f"{RANDOM}?category=mineral").json["suggestions"] == ["minerals"]


# The term of the day


def test_every_term_has_its_day_before_one_comes_again(client):
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(16)]
    drawn = [client.get(f"{TODAY}?date={day}").json["slug"] for day in days]
    assert len(set(drawn[:8])) == 8
    assert drawn[:8] == drawn[8:]


@pytest.mark.parametrize(
    ("time", "seconds"), [("00:00:00", 60), ("23:58:59", 60), ("23:59:30", 30), ("23:59:59", 1)]
)
def test_shared_caches_keep_the_term_of_the_day_until_midnight(client, monkeypatch, time, seconds):
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.fromisoformat(f"2026-11-23T{time}").replace(tzinfo=tz)

    monkeypatch.setattr(views, "datetime", Clock)
    policy = client.get(TODAY).headers["Cache-Control"]
    assert policy == f"public, max-age=0, s-maxage={seconds}"


def test_the_term_of_a_date_is_cached_as_other_reads_are(client):
    assert client.get(f"{TODAY}?date=2026-11-23").headers["Cache-Control"] == SHARED


def test_today_is_the_term_of_its_date(client):
    assert client.get(TODAY).json == client.get(f"{TODAY}?date={datetime.now(UTC).date()}").json


def test_a_read_with_a_key_is_not_stored_by_caches(editor):
    assert editor.get(TODAY).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("day", ["2026-13-01", "today", "20261", "2026-1-1", "20260101"])
def test_a_value_that_is_not_a_date_is_422(client, day):
    assert client.get(f"{TODAY}?date={day}").status_code == 422


# Comparing


@pytest.fixture
def related(relate):
    relate("ant", "uses", "stone")
    relate("bee", "uses", "stone")
    relate("ant", "contrasts-with", "bee")
    relate("bee", "broader", "gnu")


def test_compared_terms_are_returned_side_by_side(client, related):
    body = client.get(f"{COMPARE}?ids=bee,ant").json
    assert [term["slug"] for term in body["terms"]] == ["bee", "ant"]
    assert [(view["type"], view["term"]["slug"]) for view in body["shared"]] == [("uses", "stone")]
    assert [[view["term"]["slug"] for view in term["relations"]] for term in body["terms"]] == [["gnu"], []]
    assert body["between"] == [
        {
            "source": {"slug": "bee", "name": "Bee"},
            "type": "contrasts-with",
            "name": "Contrasts with",
            "target": {"slug": "ant", "name": "Ant"},
        }
    ]


def test_a_relation_of_two_of_three_terms_is_not_shared(client, related):
    body = client.get(f"{COMPARE}?ids=ant,bee,cat").json
    assert body["shared"] == []
    assert [view["term"]["slug"] for view in body["terms"][0]["relations"]] == ["stone"]


def test_relations_to_drafts_are_not_compared(client, related, update_term):
    update_term("stone", status="draft")
    body = client.get(f"{COMPARE}?ids=ant,bee").json
    assert (body["shared"], "stone" in str(body)) == ([], False)


@pytest.mark.parametrize("ids", ["ant", "ant,bee,cat,dog,elk", "ant,ant", "ant,unicorn", "", "ant,"])
def test_terms_that_cannot_be_compared_are_422(client, ids):
    assert client.get(f"{COMPARE}?ids={ids}").json["errors"][0]["parameter"] == "ids"
