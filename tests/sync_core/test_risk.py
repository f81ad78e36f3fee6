"""Which risk phrases are found, in which forms, and where they are not."""

import gzip
import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync_core.lexicons import LEXICONS
from sync_core.mail import RiskFinding
from sync_core.newtext import new_text
from sync_core.risk import find_risk
from tests.shared_data import shared_path
from tests.sync_core.counting import steps_taken

PUBLISHED = {
    "cover_up": "cover up",
    "write_off": "write off",
    "illegal": "illegal",
    "failed_investment": "failed investment",
    "nobody_will_find_out": "nobody will find out",
    "grey_area": "grey area",
    "they_owe_it_to_me": "they owe it to me",
    "do_not_volunteer_information": "do not volunteer information",
    "not_ethical": "not ethical",
    "off_the_books": "off the books",
    "backdate": "backdate",
    "no_inspection": "no inspection",
    "pull_earnings_forward": "pull earnings forward",
    "special_fees": "special fees",
    "friendly_payments": "friendly payments",
}

INFLECTIONS = {
    "cover_up": "covers up|covered up|covering up|cover-up|cover-ups|coverup|cover it up|"
    "covered this up",
    "write_off": "write-off|write-offs|writeoff|writes off|wrote off|written off|writing off|"
    "write it off|wrote them off",
    "illegal": "illegally|illegality|illegalities",
    "failed_investment": "failed investments|failing investment",
    "nobody_will_find_out": "nobody will ever find out|no one will find out|no-one will find out|"
    "noone would find out|nobody's going to find out|no one'll find out|nobody ever found out|"
    "nobody can find this out|nobody has to find out",
    "grey_area": "gray area|grey areas|gray areas|grey-area",
    "they_owe_it_to_me": "they owed it to me|they really owe this to me",
    "do_not_volunteer_information": "don't volunteer information|do not volunteer any information|"
    "don\u2019t volunteer any more information|never volunteer information|not to volunteer info|"
    "didn't volunteer the information",
    "not_ethical": "isn't ethical|not very ethical|unethical|unethically|non-ethical|wasn't ethical",
    "off_the_books": "off-the-books|off our books|off of the books",
    "backdate": "backdated|backdates|backdating|back-date|back-dated|back date",
    "no_inspection": "no inspections|no further inspection",
    "pull_earnings_forward": "pulled earnings forward|pulling the earnings forward|"
    "pull next quarter's earnings forward|pull forward earnings|earnings were pulled forward",
    "special_fees": "special fee|special-fee",
    "friendly_payments": "friendly payment|friendly-payments",
}

INNOCENT = [
    "paralegal work",
    "The cover covers up to 80 % of the cost.",
    "Write offices about it.",
    "Cover. Up next: the budget.",
    "call back. Date to follow",
    "backdatex, xbackdate",
    "the greyer areal view",
    "They owe it to Megan.",
    "Please volunteer information.",
    "not only ethical but wise",
    "It fell off the bookshelf.",
    "no one found outside help",
    "inspection",
    "especial fees",
    "unfriendly payments",
    "illegalx",
    "handwrite offhand",
]

FORMS = [
    (term, form) for term in PUBLISHED for form in (PUBLISHED[term], *INFLECTIONS[term].split("|"))
]


def terms(text: str, lexicon: str = "ey_fbi_top15") -> tuple[str, ...]:
    return find_risk("", text, lexicon).terms


def test_the_lexicons_hold_the_published_terms_in_their_order() -> None:
    published = tuple(PUBLISHED)
    assert tuple(t.id for t in LEXICONS["ey_fbi_top15"].terms) == published
    assert tuple(t.id for t in LEXICONS["ey_fbi_top10"].terms) == published[:10]


@pytest.mark.parametrize(("term", "form"), FORMS, ids=[f for _, f in FORMS])
def test_each_term_is_found_in_each_form(term: str, form: str) -> None:
    assert terms(f"We said {form}, as agreed.") == (term,)
    assert terms(form) == (term,)


@pytest.mark.parametrize("text", INNOCENT)
def test_words_that_only_look_alike_are_not_found(text: str) -> None:
    assert terms(text) == ()


def test_the_finding_names_lexicon_and_version_and_no_words() -> None:
    found = find_risk("A Cover-Up", "This is ILLEGAL and off the books. Illegal!", "ey_fbi_top10")
    assert found == RiskFinding(
        lexicon="ey_fbi_top10/1", terms=("cover_up", "illegal", "off_the_books")
    )


def test_the_ten_do_not_hold_the_last_five() -> None:
    assert terms("backdate it", "ey_fbi_top10") == ()


def test_scanning_switched_off_finds_nothing_and_names_no_lexicon() -> None:
    assert find_risk("illegal", "illegal", "off") == RiskFinding()


def test_an_unknown_lexicon_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="lexicon: expected one of ey_fbi_top10, ey_fbi_top15"):
        find_risk("", "", "ey_fbi_top12")


def test_no_term_reaches_from_the_subject_into_the_text() -> None:
    assert find_risk("not", "ethical", "ey_fbi_top10").terms == ()
    assert find_risk("not\x00", "\x00ethical", "ey_fbi_top10").terms == ()


@pytest.mark.parametrize(
    "text",
    [
        "ille\u00adgal",
        "ille\u200bgal",
        "\uff49\uff4c\uff4c\uff45\uff47\uff41\uff4c",
        "ille-\ngal",
        "ille-\r\ngal",
        "ille- \n  gal",
        "ille\x00gal",
        "i\u0301llegal",
    ],
)
def test_disguises_of_one_word_are_seen_through(text: str) -> None:
    assert terms(f"an {text} act") == ("illegal",)


SEPARATORS = [
    " ",
    "  ",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "-",
    " - ",
    "-\n",
    "\u00a0",
    "\u2011",
    "\u2013",
    "_",
]


@st.composite
def planted(draw: st.DrawFn) -> tuple[str, str]:
    term, form = draw(st.sampled_from(FORMS))
    cased = "".join(draw(st.sampled_from((c.lower(), c.upper()))) for c in form)
    words = cased.replace("-", " ").split(" ")
    text = words[0]
    for word in words[1:]:
        text += draw(st.sampled_from(SEPARATORS)) + word
    fillers = st.lists(
        st.sampled_from(["The lease, ", "we met. ", "\n", "x; ", "\u00fcber "]), max_size=8
    )
    tail = st.sampled_from(["", ".", "!", ", then", "\n\nBob", ")", "'s end"])
    return term, "".join(draw(fillers)) + text + draw(tail)


@given(planted())
@settings(derandomize=True, max_examples=500, deadline=None)
def test_a_planted_term_is_found_whatever_its_case_and_breaks(case: tuple[str, str]) -> None:
    term, text = case
    assert term in terms(text)


BOUND = [(t, f) for t, f in FORMS if not f.startswith("do ")]  # "ado not ..." still says "not ..."


@given(st.sampled_from(BOUND), st.sampled_from("abzé9"), st.booleans())
@settings(derandomize=True, max_examples=400, deadline=None)
def test_a_term_inside_other_words_is_not_found(
    case: tuple[str, str], letter: str, in_front: bool
) -> None:
    term, form = case
    text = f"{letter}{form}" if in_front else f"{form}{letter}{letter}"
    assert term not in terms(text)


@given(st.text(max_size=300), st.text(max_size=40))
@settings(derandomize=True, max_examples=500, deadline=None)
def test_no_text_makes_it_raise(text: str, subject: str) -> None:
    found = find_risk(subject, text, "ey_fbi_top15")
    assert set(found.terms) <= set(PUBLISHED)


@pytest.mark.parametrize(
    "piece",
    ["cover ", "write it ", "no one will find ", "not volunteer any info ", "pull the earnings ",
     "\u0301\u0308", "a-\nb", "- ", "-\n", "they owe it to "],
)  # fmt: skip
def test_work_grows_with_length_alone(piece: str) -> None:
    once, twice = (steps_taken(terms, piece * n) for n in (2_000, 4_000))
    assert twice <= 2.2 * once + 1_000


def test_long_hostile_texts_are_read_to_the_end() -> None:
    for piece in ("\u0301\u0308", "write it ", "no one will ", "pull the "):
        assert terms(piece * 30_000 + " it is illegal") == ("illegal",)


def test_real_mail_is_scanned_without_raising() -> None:
    path = shared_path("data/mail/enron-dev.jsonl.gz")
    found: Counter[str] = Counter()
    rows = 0
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            rows += 1
            found.update(
                find_risk(row["subject"] or "", new_text(row["body"]), "ey_fbi_top10").terms
            )
    assert rows > 10_000
    assert 0 < sum(found.values()) < rows / 50
