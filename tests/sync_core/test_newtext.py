"""What counts as newly written, in the forms that mail programs write."""

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync_core import limits
from sync_core.footerwords import FOOTER_HINTS, FOOTER_SIGNS
from sync_core.newtext import new_text
from tests.shared_data import shared_path
from tests.sync_core.counting import steps_taken

OWN = "The figures look right to me. Can we speak on Monday?"
OLD = "Here are the figures you asked for."

ATTRIBUTIONS = {
    "gmail_en": "On Mon, Mar 3, 2025 at 10:11 AM Ann Smith <ann@client.test> wrote:",
    "gmail_en_wrapped": "On Mon, Mar 3, 2025 at 10:11 AM Ann Smith\n<ann@client.test> wrote:",
    "eudora": "At 11:44 AM 12/19/01 -0600, Ann Smith wrote:",
    "yahoo": "--- On Jan 16, 2002, Ann Smith wrote:",
    "gmail_de": "Am Mo., 3. März 2025 um 10:11 Uhr schrieb Ann Smith <ann@client.test>:",
    "thunderbird_de": "Ann Smith schrieb am 03.03.2025 um 10:11:",
    "gmail_fr": "Le lun. 3 mars 2025 à 10:11, Ann Smith <ann@client.test> a écrit\u00a0:",
    "gmail_es": "El lun, 3 mar 2025 a las 10:11, Ann Smith (<ann@client.test>) escribió:",
    "gmail_it": "Il giorno lun 3 mar 2025 alle ore 10:11 Ann Smith <ann@client.test> ha scritto:",
    "gmail_pt": "Em seg., 3 de mar. de 2025 às 10:11, Ann Smith <ann@client.test> escreveu:",
    "gmail_nl": "Op ma 3 mrt 2025 om 10:11 schreef Ann Smith <ann@client.test>:",
    "gmail_sv": "Den mån 3 mars 2025 kl 10:11 skrev Ann Smith <ann@client.test>:",
}

HEADERS = {
    "outlook_en": "From: Ann Smith <ann@client.test>\nSent: Monday, March 3, 2025 10:11 AM\n"
    "To: Bob Lee\nSubject: Figures",
    "outlook_underscores": "_" * 32 + "\nFrom: Ann Smith <ann@client.test>\n"
    "Sent: Monday, March 3, 2025 10:11 AM\nTo: Bob Lee\nCc: Cy\nSubject: RE: Figures",
    "outlook_bold": "*From:* Ann Smith\n*Sent:* Monday\n*To:* Bob\n*Subject:* Figures",
    "outlook_spaced": "From: Ann Smith\n\nSent: Monday\n\nTo: Bob\n\nSubject: Figures",
    "outlook_de": "Von: Ann Smith\nGesendet: Montag, 3. März 2025 10:11\nAn: Bob\nBetreff: Zahlen",
    "outlook_fr": "De : Ann Smith\nEnvoyé : lundi 3 mars 2025 10:11\nÀ : Bob\nObjet : Chiffres",
    "outlook_es": "De: Ann Smith\nEnviado el: lunes, 3 de marzo de 2025\nPara: Bob\nAsunto: Cifras",
    "outlook_it": "Da: Ann Smith\nInviato: lunedì 3 marzo 2025\nA: Bob\nOggetto: Cifre",
    "outlook_pt": "De: Ann Smith\nEnviada em: segunda-feira, 3 de março\nPara: Bob\nAssunto: Cifras",
    "outlook_nl": "Van: Ann Smith\nVerzonden: maandag 3 maart 2025\nAan: Bob\nOnderwerp: Cijfers",
    "original_message": "-----Original Message-----\nFrom: Ann Smith\nSent: Monday\nTo: Bob",
    "original_de": "-----Ursprüngliche Nachricht-----\nVon: Ann",
    "original_fr": "-----Message d\u2019origine-----\nDe : Ann",
    "original_es": "-----Mensaje original-----\nDe: Ann",
    "original_it": "-----Messaggio originale-----\nDa: Ann",
    "original_pt": "-----Mensagem original-----\nDe: Ann",
    "original_nl": "-----Oorspronkelijk bericht-----\nVan: Ann",
    "gmail_forward": "---------- Forwarded message ---------\nFrom: Ann <ann@client.test>",
    "apple_forward": "Begin forwarded message:\n\nFrom: Ann <ann@client.test>",
    "lotus_forward": "---------------------- Forwarded by Ann Smith/HOU/FIRM on 01/02/2001 10:11 AM "
    "---------------------------",
    "lotus_reply": "Ann Smith\n01/02/2001 10:11 AM\nTo: Bob Lee/HOU/FIRM@FIRM\ncc:\nSubject: Figures",
    "lotus_reply_long": '"Ann Smith" <ann@client.test> on 01/02/2001 10:11:12 AM\nTo: Bob\ncc:\n'
    "Subject: Figures",
    "ccmail": "_____ Reply Separator _____\nSubject: Figures\nAuthor: Ann",
}


@pytest.mark.parametrize("form", sorted(ATTRIBUTIONS))
def test_a_reply_above_quoted_lines_is_what_was_written(form: str) -> None:
    assert new_text(f"{OWN}\n\n{ATTRIBUTIONS[form]}\n> {OLD}\n> more") == OWN


@pytest.mark.parametrize("form", sorted(ATTRIBUTIONS))
def test_a_reply_above_history_without_quote_marks_is_what_was_written(form: str) -> None:
    assert new_text(f"{OWN}\n\n{ATTRIBUTIONS[form]}\n\n{OLD}\n{OLD}") == OWN


@pytest.mark.parametrize("form", sorted(ATTRIBUTIONS))
def test_a_reply_below_quoted_lines_is_kept(form: str) -> None:
    assert new_text(f"{ATTRIBUTIONS[form]}\n> {OLD}\n>\n> more\n\n{OWN}") == OWN


@pytest.mark.parametrize("form", sorted(HEADERS))
def test_what_stands_below_a_reply_or_forward_header_is_cut(form: str) -> None:
    assert new_text(f"{OWN}\n\n{HEADERS[form]}\n\n{OLD}\nAnn") == OWN


@pytest.mark.parametrize("form", sorted(HEADERS))
def test_a_forward_without_own_words_holds_nothing_new(form: str) -> None:
    assert new_text(f"{HEADERS[form]}\n\n{OLD}\n\nRegards\nAnn") == ""


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028", "\x85"])
def test_every_kind_of_line_end_is_read(line_end: str) -> None:
    text = f"{OWN}\n\n{HEADERS['outlook_en']}\n\n{OLD}".replace("\n", line_end)
    assert new_text(text) == OWN


def test_answers_between_quoted_lines_are_kept() -> None:
    text = "> first question\nFirst answer.\n> second question\n> more\nSecond answer."
    assert new_text(text) == "First answer.\n\nSecond answer."


def test_quoted_lines_below_an_original_message_header_do_not_hide_what_follows() -> None:
    text = f"-----Original Message-----\nFrom: Ann\nSent: Monday\nTo: Bob\n\n> {OLD}\n\n{OWN}"
    assert new_text(text) == OWN


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nBob Lee\nPartner\n+44 20 7946 0000",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Inviato da iPhone",
        "Enviado do meu iPhone",
        "Verstuurd vanaf mijn iPhone",
        "Get Outlook for iOS",
        "Kind regards,\n\nBob Lee\nPartner, Lee & Co LLP\n1 High Street\nbob@lee.test | www.lee.test",
        "Mit freundlichen Grüßen\nBob Lee",
        "Cordialement,\nBob",
        "Saludos,\nBob",
        "Cordiali saluti\nBob Lee",
        "Atenciosamente,\nBob",
        "Met vriendelijke groet,\nBob",
        "Thanks,\nBob",
        "Best regards, Bob Lee",
    ],
)
def test_a_signature_is_cut(signature: str) -> None:
    assert new_text(f"{OWN}\n\n{signature}") == OWN


@pytest.mark.parametrize(
    "footer",
    [
        "This e-mail is confidential and for the addressee.\nIf it came in error, notify us.",
        "CONFIDENTIALITY NOTICE: This email is privileged, for the intended recipient only.",
        "Diese E-Mail ist vertraulich und nur für den Empfänger bestimmt.",
        "Ce message est confidentiel et réservé à son destinataire.",
        "Este mensaje es confidencial y para su destinatario.",
        "Questo messaggio è riservato al destinatario.",
        "Esta mensagem é confidencial e destina-se ao destinatário.",
        "Dit bericht is vertrouwelijk en alleen voor de geadresseerde bestemd.",
        "To unsubscribe from this list, click here.",
        "You are receiving this because you signed up. Manage your preferences.",
        "CAUTION: This email originated from outside of the organization. Do not click links.",
        "_" * 30 + "\nGet your FREE download of MSN Explorer at http://explorer.msn.test",
    ],
)
def test_notices_and_marketing_footers_are_cut(footer: str) -> None:
    assert new_text(f"{OWN}\n\n{footer}") == OWN
    assert new_text(f"{footer}\n\n{OWN}") == OWN


def test_a_notice_right_below_own_words_takes_only_itself() -> None:
    notice = "This message is confidential and for the intended recipient only."
    assert new_text(f"{OWN}\n{notice}") == OWN


@pytest.mark.parametrize(
    "text",
    [
        "Please unsubscribe me: I have asked you three times to unsubscribe me.",
        "From: London\nTo: Paris\nDate: 3 May\nIs that right?",
        "From: Ann\nSubject: the lease\nWhat do you think?",
        "Subject: the lease\nDate: 3 May\nLet us talk.",
        "On 3 May we signed the lease:\nit runs for ten years.",
        "On Monday 5 people wrote to us.",
        "Please keep this confidential.",
        "Best of luck with the sale.",
        "Thanks for the 2 drafts - both are fine.",
        "Shares fell -- see below\n-- Gas\n-- Power",
        "The total was > 50 % of the fund.",
    ],
)
def test_ordinary_sentences_are_left_alone(text: str) -> None:
    assert new_text(text) == text


def test_only_the_notice_goes_where_own_words_begin_alike() -> None:
    own = "If you agree, we settle off the books."
    notice = "This message is confidential and for the intended recipient."
    assert new_text(f"{own}\n{notice}") == own


def test_a_long_text_that_ran_into_a_footer_is_kept() -> None:
    text = f"{OWN} " * 40 + "To unsubscribe, click here."
    assert new_text(text) == text


def test_a_sentence_below_the_name_is_kept() -> None:
    said = "P.S. please do not tell anybody about the second account yet"
    assert said in new_text(f"{OWN}\n\nRegards\nBob\n\n{said}")


def test_a_bare_thanks_is_an_answer() -> None:
    assert new_text(f"Thanks\nBob\n\n{HEADERS['outlook_en']}\n\n{OLD}") == "Thanks"


def test_text_beyond_the_limit_is_not_read() -> None:
    told = new_text("a" * limits.BODY_CHARACTERS_MAX + "b")
    assert told == "a" * limits.BODY_CHARACTERS_MAX


PIECES = [
    OWN,
    OLD,
    "",
    "-- ",
    "Regards",
    "Bob Lee",
    "01/02/2001 10:11 AM",
    "To: Bob",
    "From: Ann",
    "Sent: Monday",
    "Subject: x",
    "> quoted",
    "On 3 May 2026, Ann wrote:",
    "-----Original Message-----",
    "_" * 40,
    "Sent from my iPhone",
    "To unsubscribe click here",
    "\x00\ud800",
    "\u00a0\u200b\u3000",
]
mails = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=30)), max_size=40).flatmap(
    lambda lines: st.sampled_from(["\n", "\r\n", "\r"]).map(lambda end: end.join(lines))
)


@given(mails)
@settings(derandomize=True, max_examples=600, deadline=None)
def test_nothing_raises_or_grows_and_every_line_comes_from_the_mail(text: str) -> None:
    told = new_text(text)
    assert len(told) <= len(text)
    there = {line.strip() for line in text.splitlines()} | {""}
    assert set(told.splitlines()) <= there


@given(mails)
@settings(derandomize=True, max_examples=300, deadline=None)
def test_reading_again_settles_without_growing(text: str) -> None:
    told = new_text(text)
    for _ in range(60):
        again = new_text(told)
        assert len(again) <= len(told)
        if again == told:
            break
        told = again
    assert new_text(told) == told


@given(st.lists(st.sampled_from(["We agree.", "The lease ends in May.", "Call Ann?"]), min_size=1))
@settings(derandomize=True, max_examples=100, deadline=None)
def test_plain_sentences_come_through_whole(sentences: list[str]) -> None:
    assert new_text("\n".join(sentences)) == "\n".join(sentences)


HOSTILE = [
    "\n",
    ">\n",
    "From: a\n",
    "To: x\nFrom: y\n",
    "On 1\n",
    "On 2 a:\n",
    "On 1 wrote:\n> a\nb\n",
    "Ann\n01/02/2001 10:11 AM\n",
    "-----\n",
    "-----Original Message\n> a\nb\n",
    "regards\n",
    "regards\na\n",
    "Sent from my x\n",
    "if you intended mail \n",
    "a ",
    "_",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_work_grows_with_length_alone(piece: str) -> None:
    """Counts calls, not seconds: twice the text may take little more than twice the calls."""
    once, twice = (steps_taken(new_text, piece * n) for n in (2_000, 4_000))
    assert twice <= 2.2 * once + 1_000


def test_real_mail_never_raises_and_never_grows() -> None:
    path = shared_path("data/mail/enron-dev.jsonl.gz")
    seen = shorter = 0
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            body = json.loads(line)["body"]
            told = new_text(body)
            assert len(told) <= len(body), f"row {seen}"
            seen += 1
            shorter += "\n-----Original Message-----\n" not in told
    assert seen > 10_000
    assert shorter == seen


def test_raw_messages_never_raise() -> None:
    paths = sorted(shared_path("data/mail/eml").rglob("*.eml"))
    assert len(paths) > 300
    for path in paths:
        text = path.read_bytes().decode("latin-1")
        assert len(new_text(text)) <= len(text), path.name


def test_every_sign_of_a_footer_holds_one_of_the_hints_looked_for_first() -> None:
    assert [s for s in FOOTER_SIGNS if not any(hint in s for hint in FOOTER_HINTS)] == []
