"""`hearken helplines`, `preview` and `report` on the command line."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from bots.cli import app
from core.helplines import load
from core.report import Report

run = CliRunner()


def test_the_list_is_one_array_of_records() -> None:
    records = json.loads(run.invoke(app, ["helplines", "list", "--json"]).stdout)
    assert isinstance(records, list)
    emergencies = [record for record in records if "emergency" in record["topics"]]
    assert len({record["country"] for record in emergencies}) >= 195
    assert all(set(record["services"]) == {"ambulance", "police", "fire"} for record in emergencies)
    for record in records:
        assert {"country", "topics", "contacts"} <= set(record)
        for contact in record["contacts"]:
            assert {"method", "number", "dial", "keyword", "url", "hours", "cost"} <= set(contact)
    crisis = {r["country"] for r in records if {"suicide", "emotional_support"} & set(r["topics"])}
    assert len(crisis) >= 100


def test_the_list_can_be_narrowed() -> None:
    out = run.invoke(app, ["helplines", "list", "--json", "--country", "Canada", "--topic", "suicide"]).stdout
    records = json.loads(out)
    assert {record["country"] for record in records} == {"CA"}
    assert any(contact["dial"] == "988" for record in records for contact in record["contacts"])


@pytest.mark.parametrize(
    ("country", "topic", "number", "first"),
    [
        ("US", "suicide", "911", "988"),
        ("GB", "suicide", "999", "116 123"),
        ("FR", "overdose", "15", "3114"),
        ("DE", "domestic_violence", "110", None),
        ("NL", "suicide", "112", "113"),
    ],
)
def test_it_says_whom_somebody_would_be_shown(
    country: str, topic: str, number: str, first: str | None
) -> None:
    out = run.invoke(app, ["helplines", "resolve", "--country", country, "--topic", topic, "--json"]).stdout
    found = json.loads(out)
    assert found["number"] == number
    if first:
        assert first in [contact["number"] for contact in found["lines"][0]["contacts"]]


def test_a_guess_is_said_to_be_one() -> None:
    found = json.loads(run.invoke(app, ["helplines", "resolve", "--language", "ja", "--json"]).stdout)
    assert found["country"] == "JP"
    assert found["guessed"] is True


def test_a_place_decides_where_the_person_set_nothing() -> None:
    out = run.invoke(app, ["helplines", "resolve", "--place", "AT", "--language", "de", "--json"]).stdout
    assert json.loads(out)["country"] == "AT"
    assert json.loads(out)["guessed"] is False


def test_show_names_sources_and_a_wrong_country_its_nearest() -> None:
    assert "https://" in run.invoke(app, ["helplines", "show", "Ireland"]).stdout
    wrong = run.invoke(app, ["helplines", "show", "Germny"])
    assert wrong.exit_code == 2
    assert "Germany" in wrong.output


def test_the_registry_has_no_error_and_its_age_is_an_error_only_in_stale() -> None:
    checked = run.invoke(app, ["helplines", "check"])
    assert checked.exit_code == 0
    assert "0 errors" in checked.stdout
    assert run.invoke(app, ["helplines", "stale"]).exit_code == 1


def test_a_preview_is_what_would_be_shown() -> None:
    shown = run.invoke(app, ["preview", "5", "overdose", "en", "US"]).stdout
    assert shown.startswith("Please call this number now:\n911")
    assert "listener answers" in run.invoke(app, ["preview", "1", "suicide"]).stdout
    for wrong in (
        ["preview", "3", "nonsense"],
        ["preview", "3", "suicide", "xx"],
        ["preview", "3", "suicide", "en", "Atlantis"],
    ):
        refused = run.invoke(app, wrong)
        assert refused.exit_code == 1
        assert "Traceback" not in refused.output


def test_a_report_hides_small_numbers_and_does_not_betray_them_by_its_sums() -> None:
    counts = {("2026-01", "referral:DE"): 40, ("2026-02", "referral:DE"): 3, ("2026-01", "messages"): 9,
              ("2025-12", "referral:DE"): 50, ("2026-05", "referral:AT"): 2}  # fmt: skip
    report = Report.of(2026, counts)
    cells = report.cells()
    assert cells["DE"]["2026-01"] == "40"
    assert cells["DE"]["2026-02"] == "<10"
    assert cells["DE"]["2026-03"] == "0"
    assert cells["DE"]["year"] == "40"
    assert cells["AT"]["year"] == "<10"
    assert "43" not in report.text()
    assert json.loads(report.json())["referrals"]["AT"]["year"] == "<10"


def test_every_country_resolves() -> None:
    for country in load().countries:
        out = run.invoke(app, ["helplines", "resolve", "--country", country.code, "--json"])
        assert out.exit_code == 0, country.code
