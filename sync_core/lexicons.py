"""The risk phrases that are looked for, as versioned lexicons.

Source of the terms: Ernst & Young with the FBI, published January 2013, in the published order; the
first ten are the "top ten". A changed pattern is a new version, since old findings keep theirs.

Patterns are matched against folded text (sync_core.risk): lower case, words apart by one space,
hyphens, underscores and line breaks being spaces. Every inflection counts, adverbs and nouns of the same word too
("illegally", "unethical"). Each term has anchors, pieces of words of which all its forms hold some.
"""

import re
from dataclasses import dataclass

_IT = r"(?: (?:it|this|that|them|these|those|everything|all))?"
_NOT = r"(?:not|don'?t|doesn'?t|didn'?t|never|shouldn'?t|won'?t|wouldn'?t|cannot|can'?t|isn'?t|aren'?t|wasn'?t|weren'?t)"
_MODAL = r"(?: (?:will|would|ever|even|is|going|gonna|to|need|needs|has|have|must|should|can|could|may|might)){0,4}"
_WHOSE = r"(?: (?:the|our|some|more|all|any|their|your|its|next|future|year'?s|quarter'?s|q[1-4]|year|quarter)){0,3}"


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a lexicon."""

    id: str
    """What is stored of a finding."""
    anchors: tuple[tuple[str, ...], ...]
    """One of each group stands in every text the pattern matches: a cheap first look."""
    pattern: re.Pattern[str]

    def stands_in(self, folded: str) -> bool:
        """Return whether folded text, which begins and ends with a space, holds the term."""
        for group in self.anchors:
            if not any(piece in folded for piece in group):
                return False
        return self.pattern.search(folded) is not None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Terms under one name and version."""

    id: str
    """Name/version, for example ey_fbi_top10/1."""
    terms: tuple[Term, ...]


def _term(term: str, anchors: str, pattern: str) -> Term:
    """Return a term; its anchors are written "one|or another, and this"."""
    groups = tuple(tuple(group.split("|")) for group in anchors.split(","))
    return Term(term, groups, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)"))


_EY_FBI = (
    # "covers up to 80 %" is what every insurance says of itself, so "up to" is not meant.
    _term("cover_up", "cover,up", rf"cover(?:s|ed|ing)?{_IT} ?ups?(?! to(?!\w))"),
    _term(
        "write_off",
        "write|writing|written|wrote,off",
        rf"(?:writ(?:e|es|ing|ten)|wrote){_IT} ?offs?",
    ),
    _term("illegal", "illegal", r"illegal(?:s|ly|ity|ities)?"),
    _term("failed_investment", "fail,investment", r"fail(?:ed|ing) investments?"),
    _term(
        "nobody_will_find_out",
        "nobody|no one|noone|no body|not anyone,find|found,out",
        rf"(?:nobody|no ?one|no body|not anyone)(?:'?ll|'d|'s)?{_MODAL} (?:find|finds|finding|found)"
        r"(?: (?:it|this|that|about it|about this|about that))? ?out",
    ),
    _term("grey_area", "gray|grey,area", r"gr[ae]y ?areas?"),
    _term(
        "they_owe_it_to_me",
        " owe|'owe, to me",
        r"they(?:'?ve)?(?: (?:all|really|still|do))? ow(?:e|ed|es) (?:it|this|that) to me",
    ),
    _term(
        "do_not_volunteer_information",
        "volunteer,info",
        rf"{_NOT}(?: (?:to|ever|be))? volunteer(?:s|ed|ing)?"
        r"(?: (?:any|the|this|that|such|more|further|extra|additional|other|too|much)){0,3}"
        r" info(?:rmation)?",
    ),
    _term(
        "not_ethical",
        "ethical",
        rf"(?:{_NOT}|non)(?: (?:be|very|really|quite|exactly|entirely|strictly|so|being))?"
        r" ethical(?:ly)?|unethical(?:ly)?",
    ),
    _term(
        "off_the_books", "off , book", r"off (?:of )?(?:the|our|their|your|my|his|her|its) books?"
    ),
    _term("backdate", "backdat|back dat", r"back ?dat(?:e|es|ed|ing)"),
    _term("no_inspection", "no ,inspection", r"no(?: (?:more|further|prior|site))? inspections?"),
    _term(
        "pull_earnings_forward",
        "earning,forward,pull",
        rf"pull(?:s|ed|ing)?{_WHOSE} earnings? forward|pull(?:s|ed|ing)? forward{_WHOSE} earnings?"
        r"|earnings?(?: (?:is|are|was|were|be|been|being))? pulled forward",
    ),
    _term("special_fees", "special fee", r"special fees?"),
    _term("friendly_payments", "friendly payment", r"friendly payments?"),
)

LEXICONS = {
    "ey_fbi_top10": Lexicon("ey_fbi_top10/1", _EY_FBI[:10]),
    "ey_fbi_top15": Lexicon("ey_fbi_top15/1", _EY_FBI),
}
"""By the name the policy uses."""
