"""How well and how fast scorers tell positive, neutral and negative apart, on sentences labelled by people.

The sets lie in the folder `shared` beside the repository: UCI "Sentiment Labelled Sentences" (two
classes, so a neutral answer counts as wrong) and Hutto and Gilbert's rated texts (mean of 20 raters;
+-0.5 bounds neutral). None of them is e-mail. Even rows were used to choose margins, odd rows were not.
"""

import argparse
import asyncio
import gzip
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from adapters.scoring import LocalScorer
from sync_core.mail import SentimentLabel
from sync_core.newtext import new_text

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
_NEUTRAL_WITHIN = 0.5
_UCI = ("amazon_cells", "imdb")
_HUTTO = ("tweets", "amazonReviewSnippets", "nytEditorialSnippets")
_NAMES = {"1": SentimentLabel.POSITIVE, "0": SentimentLabel.NEGATIVE}

Labelled = tuple[str, SentimentLabel]
Classifier = Callable[[Sequence[str]], list[SentimentLabel]]


class NoData(Exception):
    """The labelled sentences are not here."""


def run(arguments: list[str]) -> dict[str, object]:
    """Return accuracy, macro F1 and milliseconds a text of each scorer on each set.

    Raises:
        NoData: names the folder that was looked for.
    """
    parser = argparse.ArgumentParser(prog="python -m bench sentiment", description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED, help="the folder with the sets")
    parser.add_argument("--mails", type=int, default=2_000, help="mails to time, 0 for none")
    told = parser.parse_args(arguments)
    sets = read_sets(told.shared / "sentiment")
    scorers = {"vader": _plain_vader(), LocalScorer().version: _local()}
    report: dict[str, object] = {
        name: {s: _measured(classify, rows) for s, rows in sets.items()}
        for name, classify in scorers.items()
    }
    return {"sets": {s: len(r) for s, r in sets.items()}, "scorers": report} | _mail(told)


def read_sets(folder: Path) -> dict[str, list[Labelled]]:
    """Return the labelled sets by name.

    Raises:
        NoData: the folder is not there.
    """
    if not folder.is_dir():
        raise NoData(f"{folder}: expected the labelled sentences here (--shared FOLDER)")
    uci = {f"uci {n}": _uci(folder / "uci" / f"{n}_labelled.txt") for n in _UCI}
    hutto = {f"hutto {n}": _hutto(folder / "hutto" / f"{n}_GroundTruth.txt") for n in _HUTTO}
    return uci | hutto


def macro_f1(truth: Sequence[SentimentLabel], told: Sequence[SentimentLabel]) -> float:
    """Return the mean F1 over the classes that occur in the truth."""
    pairs, counted, answered = Counter(zip(truth, told, strict=True)), Counter(truth), Counter(told)
    each = [2 * pairs[c, c] / (n + answered[c]) for c, n in counted.items()]
    return sum(each) / len(each)


def _uci(path: Path) -> list[Labelled]:
    with path.open(encoding="utf-8", newline="") as file:  # two lines hold U+0085: cut at LF alone
        rows = [line.rpartition("\t") for line in file.read().split("\n") if "\t" in line]
    return [(text.strip(), _NAMES[label.strip()]) for text, _, label in rows]


def _hutto(path: Path) -> list[Labelled]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [line.rstrip("\r").split("\t") for line in file.read().split("\n") if line.strip()]
    return [(row[2], _rated(float(row[1]))) for row in rows]


def _rated(mean: float) -> SentimentLabel:
    if mean >= _NEUTRAL_WITHIN:
        return SentimentLabel.POSITIVE
    return SentimentLabel.NEGATIVE if mean <= -_NEUTRAL_WITHIN else SentimentLabel.NEUTRAL


def _measured(classify: Classifier, rows: Sequence[Labelled]) -> dict[str, float]:
    classify([rows[0][0]])  # reading the lexicon is not a text's cost
    started = time.process_time()
    told = classify([text for text, _ in rows])
    seconds = time.process_time() - started
    truth = [label for _, label in rows]
    hits = sum(a == b for a, b in zip(truth, told, strict=True))
    return {
        "macro_f1": round(macro_f1(truth, told), 3),
        "macro_f1_unseen_rows": round(macro_f1(truth[1::2], told[1::2]), 3),
        "accuracy": round(hits / len(rows), 3),
        "ms_per_text": round(seconds * 1_000 / len(rows), 3),
    }


def _plain_vader() -> Classifier:
    """Return VADER as its authors use it: the whole text at once, margins of 0.05."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()

    def classify(texts: Sequence[str]) -> list[SentimentLabel]:
        return [_cut(float(analyzer.polarity_scores(text)["compound"])) for text in texts]

    return classify


def _cut(compound: float) -> SentimentLabel:
    if compound >= 0.05:
        return SentimentLabel.POSITIVE
    return SentimentLabel.NEGATIVE if compound <= -0.05 else SentimentLabel.NEUTRAL


def _local() -> Classifier:
    scorer = LocalScorer(clock=lambda: 0.0)  # all texts in one call, however long it takes

    def classify(texts: Sequence[str]) -> list[SentimentLabel]:
        scored = asyncio.run(scorer.score(texts))
        return [s.label if s else SentimentLabel.PENDING for s in scored]

    return classify


def _mail(told: argparse.Namespace) -> dict[str, object]:
    """Return what scoring costs a mail from outside, and how the labels spread; no truth is known."""
    path = told.shared / "mail" / "enron-dev.jsonl.gz"
    if not told.mails or not path.exists():
        return {}
    texts = _from_outside(path, told.mails)
    started = time.process_time()
    new = [new_text(text) for text in texts]
    cut = time.process_time() - started
    classify = _local()
    classify(["warm"])
    started = time.process_time()
    labels = classify(new)
    scored = time.process_time() - started
    return {
        "mail": {
            "mails": len(texts),
            "new_text_ms_per_mail": round(cut * 1_000 / len(texts), 3),
            "scoring_ms_per_mail": round(scored * 1_000 / len(texts), 3),
            "labels": dict(Counter(label.value for label in labels)),
        }
    }


def _from_outside(path: Path, limit: int) -> list[str]:
    texts: list[str] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if "@" in row["from"] and not row["from"].endswith("enron.com"):
                texts.append(row["body"])
    step = max(len(texts) // limit, 1)
    return texts[::step][:limit]
