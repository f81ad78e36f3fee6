"""What people in the made-up firm and its clients write: parts of office mail, by what it is about and how it reads."""

from enum import Enum


class Tone(Enum):
    """How a client's mail reads."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    RISKY = "risky"


MATTERS = (
    ("Quarterly accounts", "the quarterly accounts", "the trial balance"),
    ("VAT return", "the VAT return", "the input tax schedule"),
    ("Lease renewal", "the lease renewal", "the marked-up lease"),
    ("Audit planning", "the audit planning", "the list of open points"),
    ("Payroll change", "the payroll change", "the corrected payslips"),
    ("Board papers", "the board papers", "the draft minutes"),
    ("Credit line", "the new credit line", "the bank's term sheet"),
    ("Supplier contract", "the supplier contract", "the amended annex"),
    ("Year-end closing", "the year-end closing", "the inventory count"),
    ("Insurance claim", "the insurance claim", "the adjuster's report"),
    ("Office move", "the office move", "the floor plan"),
    ("Data room", "the data room", "the index of documents"),
)
"""Subject, what it is called in a sentence, and the paper that goes with it."""

FROM_CLIENT: dict[Tone, tuple[str, ...]] = {
    Tone.POSITIVE: (
        "Thank you so much for {thing}. The way you handled it was excellent and the board was delighted.",
        "{paper} arrived this morning, well before the date. Great work, we really appreciate it.",
        "I wanted to say that your team has been wonderful on {thing}. A pleasure, as always.",
        "That is very good news about {thing}. We are happy with the result and grateful for the quick help.",
        "Perfect, thanks. {paper} is clear and exactly what we hoped for.",
    ),
    Tone.NEUTRAL: (
        "Please find {paper} attached. Could you tell me by Thursday whether anything is missing for {thing}?",
        "We are about to start on {thing}. Who at your end should be copied in?",
        "Two figures in {paper} have changed since last week; the new ones are on page four.",
        "Shall we speak on Tuesday about {thing}? Between ten and noon suits us.",
        "For {thing} our bank asks for a letter on your paper. The wording they want is below.",
        "Could you send {paper} once more? Our server moved and I only have the first page.",
        "The signatory for {thing} will be our new finance director from next month.",
    ),
    Tone.NEGATIVE: (
        "I am disappointed. {paper} was promised for Monday and we still have nothing, which is a real problem for {thing}.",
        "This is the third wrong version of {paper}. We are losing time and frankly losing patience.",
        "The invoice for {thing} is far higher than agreed and nobody explained why. I am not happy with this.",
        "Nobody answered my last two messages about {thing}. That is poor service and it worries me.",
        "We missed the deadline for {thing} because {paper} was wrong. This was a bad surprise and an expensive failure.",
    ),
    Tone.RISKY: (
        "About {thing}: let us keep this off the books for now, there is no inspection before spring anyway.",
        "Between us, the last entry in {paper} was a cover up by the former manager. Can we talk, not by mail?",
        "He called it a grey area and said nobody will find out. I would rather have your view on {paper} in writing.",
        "They offered a special fee if {paper} goes through as it is. I do not want to be part of that.",
    ),
}
"""{thing} and {paper} are filled in from the matter."""

FROM_COLLEAGUE = (
    "Thank you for your message. We will look at {paper} today and come back to you tomorrow.",
    "I have gone through {paper}. Two small points on page three, otherwise {thing} can go ahead.",
    "Attached is {paper} in its final form. Please sign on the last page and send it back.",
    "Tuesday at ten is fine. I will bring {paper} and a short list of questions on {thing}.",
    "You are right, and I am sorry about the delay with {thing}. {paper} follows this afternoon.",
    "Our partner for {thing} is in copy and will take it from here.",
)
BETWEEN_COLLEAGUES = (
    "Can you cover the desk on Friday afternoon? I am at the dentist.",
    "The new coffee machine is here. Please read the note before the first try.",
    "Draft agenda for Monday is on the share, add your points by noon.",
    "Who has the blue folder from the last board meeting?",
    "Holiday plans for August: please fill in the table this week.",
)
COLLEAGUE_SUBJECTS = (
    "Friday afternoon",
    "Kitchen",
    "Monday's agenda",
    "Blue folder",
    "August holidays",
)
NEWSLETTER_SUBJECTS = ("This week in tax", "Ten changes for payroll", "Our spring events")
JUNK_SUBJECTS = ("You have been chosen", "Cheap office chairs today only", "Re: your parcel")
GREETINGS = ("Dear {first}", "Hello {first}", "Hi {first}", "Good morning {first}")
CLOSINGS = ("Best regards", "Kind regards", "Thanks", "With best wishes", "Many thanks")
