"""The scorers' benchmark: its measure, its reading of the sets, and what it says where they are absent."""

import json
from pathlib import Path

import pytest

from bench.sentiment import NoData, macro_f1, read_sets, run
from sync_core.mail import SentimentLabel
from tests.shared_data import shared_path

POS, NEU, NEG = SentimentLabel.POSITIVE, SentimentLabel.NEUTRAL, SentimentLabel.NEGATIVE


def test_macro_f1_is_the_mean_over_the_classes_of_the_truth() -> None:
    assert macro_f1([POS, NEG], [POS, NEG]) == 1.0
    assert macro_f1([POS, POS, NEG, NEG], [POS, NEG, NEG, NEU]) == pytest.approx((2 / 3 + 0.5) / 2)
    assert macro_f1([POS, NEG], [NEU, NEU]) == 0.0


def test_absent_sets_are_named() -> None:
    with pytest.raises(NoData, match="nowhere/sentiment: expected the labelled sentences here"):
        run(["--shared", "/nowhere"])


def test_the_sets_are_read_whole() -> None:
    sets = read_sets(shared_path("data/sentiment"))
    assert [len(rows) for rows in sets.values()] == [1_000, 1_000, 4_200, 3_708, 5_190]
    for name in ("uci amazon_cells", "uci imdb"):
        assert sum(label is POS for _, label in sets[name]) == 500


def test_the_report_is_json_and_names_each_scorer(tmp_path: Path) -> None:
    for folder, file, line in (
        ("uci", "amazon_cells_labelled", "It was excellent\t1\nIt was terrible\t0\n"),
        ("uci", "imdb_labelled", "It was excellent\t1\nIt was terrible\t0\n"),
        ("hutto", "tweets_GroundTruth", "1\t2.5\tIt was excellent\r\n2\t-2.5\tIt was awful\r\n"),
        ("hutto", "amazonReviewSnippets_GroundTruth", "1\t0\tIt is\r\n2\t-2\tIt was awful\r\n"),
        ("hutto", "nytEditorialSnippets_GroundTruth", "1\t0\tIt is\r\n2\t-2\tIt was awful\r\n"),
    ):
        (tmp_path / "sentiment" / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / "sentiment" / folder / f"{file}.txt").write_text(line, newline="")
    report = json.loads(json.dumps(run(["--shared", str(tmp_path), "--mails", "0"])))
    assert set(report["scorers"]) == {"vader", "vader-office/1"}
    for scorer in report["scorers"].values():
        assert {measured["macro_f1"] for measured in scorer.values()} == {1.0}
