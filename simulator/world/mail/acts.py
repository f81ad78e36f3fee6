"""What people do with mail, one act at a time, each noted for the oracle."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from simulator.graph.mail import Mail, Recipient
from simulator.world.canaries import MARK
from simulator.world.mail.letters import COUNTED, Archive, Copy, Letter, is_counted
from simulator.world.mail.people import PLAIN, Kind, Staff, Writers
from simulator.world.marks import Marks
from simulator.world.outside import Outside
from simulator.world.trace import Trace
from sync_core.mail import MessageId

FOLDERS = (*COUNTED, "junkemail", "deleteditems", "junkemail/Kept", "conversationhistory")


class MailActs:
    """The firm's staff and their clients, writing and tidying."""

    def __init__(
        self, chance: Random, outside: Outside, archive: Archive, marks: Marks, trace: Trace
    ) -> None:
        self._chance = chance
        self._trace = trace
        self._outside = outside
        self._archive = archive
        self._marks = marks
        self.writers = Writers(chance, archive)
        self.staff: list[Staff] = []
        self.aliases: list[str] = []
        """Addresses of the firm outside its domains."""

    def act(self) -> None:
        """Let somebody do something."""
        acts, weights = zip(*self._all(), strict=True)
        chosen: Callable[[], None] = self._chance.choices(acts, weights)[0]
        name = chosen.__name__
        self._outside.surroundings.advance(1)
        self._marks.hit(f"act.{name}")
        self._trace.note(f"act {name}")
        chosen()

    def live(self) -> None:
        """Let mail arrive now, as it mostly does."""
        self._outside.surroundings.advance(1)
        self._chance.choice((self.a_client_writes, self.a_client_writes, self.staff_write))()

    def write_history(self, start: datetime) -> None:
        """Put a letter into the past: since the start date, or before it."""
        now = self._outside.surroundings.now()
        since_start = int((now - start).total_seconds()) // 86_400 - 3
        is_old = self._chance.random() < 0.2
        days = since_start + self._chance.randrange(9, 40) if is_old else 0
        days = days or self._chance.randrange(0, since_start)
        at = now - timedelta(days=days, seconds=self._chance.randrange(60, 80_000))
        letter = self._from_client(at)
        for copy_to in self._some_staff():
            self._put(letter, copy_to, self._chance.choice(FOLDERS), at)

    # What they do

    def a_client_writes(self) -> None:
        """A client's mail arrives in one or several mailboxes."""
        letter = self._from_client(self.writers.sent_at(self._now()), self.writers.kind())
        self._arrives(letter)

    def junk_arrives(self) -> None:
        """Mail is taken for junk."""
        letter = self._from_client(self._now())
        self._put(letter, self._chance.choice(self.staff), "junkemail", self._now())

    def staff_write(self) -> None:
        """A colleague writes to clients, some in Bcc, and perhaps to other colleagues."""
        author = self._chance.choice(self.staff)
        mail = Mail(
            author=self._of(author),
            to=tuple(self.writers.outsiders()),
            bcc=tuple(self.writers.outsiders()) if self._chance.random() < 0.4 else (),
            cc=tuple(s.written(self._chance) for s in self._some_staff()),
        )
        letter = self.writers.letter(mail, self._now(), self.writers.kind())
        self._outside.tenant.mailbox(author.mailbox).mail.tell_of_ghost()
        self._put(letter, author, "sentitems", self._now(), letter.mail)
        for other in self._some_staff():
            if other is not author:
                self._put(letter, other, "inbox", self._now())

    def colleagues_write(self) -> None:
        """Mail among colleagues: nobody outside is in it."""
        author = self._chance.choice(self.staff)
        to = [s.written(self._chance) for s in self.staff]
        to += [Recipient(a, f"{MARK} colleague") for a in self.aliases]
        to += [Recipient("undisclosed recipients")] if self._chance.random() < 0.2 else []
        shown = tuple(to[: self._chance.randrange(1, len(to) + 1)])
        letter = self.writers.letter(Mail(author=self._of(author), to=shown), self._now())
        self._put(letter, author, "sentitems", self._now())
        self._arrives(letter)

    def an_alias_writes(self) -> None:
        """Mail from an address of the firm that lies on another domain."""
        if self.aliases:
            author = Recipient(self._chance.choice(self.aliases), f"{MARK} colleague")
            to = (self._of(self._chance.choice(self.staff)),)
            letter = self.writers.letter(Mail(author=author, to=to), self._now())
            self._arrives(letter)

    def nobody_writes(self) -> None:
        """Mail without any usable address."""
        mail = Mail(author=Recipient("", ""), to=(Recipient("undisclosed-recipients:;"),))
        self._arrives(self.writers.letter(mail, self._now()))

    def a_draft_is_written(self) -> None:
        """A colleague begins a mail."""
        author = self._chance.choice(self.staff)
        mail = Mail(author=self._of(author), to=tuple(self.writers.outsiders()))
        letter = self.writers.letter(mail, self._now())
        message_id = f"<{MARK}-draft-{letter.number}@ids.test>"
        letter.mail = replace(letter.mail, internet_message_id=message_id)
        item = self._outside.tenant.draft(author.mailbox, letter.mail)
        copy = self._noted(letter, author, item, "drafts", self._now(), letter.mail)
        copy.is_draft = True

    def a_draft_is_sent(self) -> None:
        """A draft is sent: the same item lies in Sent Items then, with new dates."""
        drafts = [c for c in self._archive.copies() if c.is_draft and not c.is_purged]
        if drafts:
            copy, now = self._chance.choice(drafts), self._now()
            self._say(copy, "sentitems")
            self._outside.tenant.send_draft(copy.mailbox, copy.id)
            copy.letter.sent_at = copy.received_at = now
            copy.letter.mail = copy.mail = replace(copy.mail, sent_at=now)
            copy.is_draft, copy.was_draft = False, True
            copy.lies_in("sentitems")

    def mail_is_imported(self) -> None:
        """Old mail, or mail from the future, is put into a mailbox."""
        now = self._now()
        ages = (timedelta(days=40), timedelta(days=900), timedelta(days=-4000))
        at = now - self._chance.choice(ages)
        self._put(self._from_client(at), self._chance.choice(self.staff), "inbox", at)

    def mail_is_moved(self) -> None:
        """Somebody files a mail elsewhere; junk mostly goes back to where it belongs."""
        copy = self._some_copy()
        if copy is not None:
            back = not is_counted(copy.folder) and self._chance.random() < 0.6
            folder = "inbox" if back else self._chance.choice(FOLDERS)
            self._say(copy, folder)
            self._outside.tenant.move(copy.mailbox, copy.id, folder)
            copy.lies_in(folder)

    def mail_is_copied(self) -> None:
        """Somebody copies a mail within the mailbox."""
        copy = self._some_copy()
        if copy is not None:
            folder = self._chance.choice(FOLDERS)
            item = self._outside.tenant.copy(copy.mailbox, copy.id, folder)
            owner = next(s for s in self.staff if s.mailbox == copy.mailbox)
            self._noted(copy.letter, owner, item, folder, copy.received_at, copy.mail)

    def mail_is_deleted(self) -> None:
        """Somebody deletes a mail: it lies in Deleted Items."""
        copy = self._some_copy()
        if copy is not None:
            self._say(copy, "deleteditems")
            self._outside.tenant.delete(copy.mailbox, copy.id)
            copy.lies_in("deleteditems")

    def mail_is_purged(self) -> None:
        """Somebody deletes a mail for good."""
        copy = self._some_copy()
        if copy is not None:
            self._say(copy, "nowhere")
            self._outside.tenant.purge(copy.mailbox, copy.id)
            copy.is_purged = True

    def mail_is_read(self) -> None:
        """Somebody reads a mail: a change that means nothing to us."""
        copy = self._some_copy()
        if copy is not None:
            is_read = self._chance.random() < 0.7
            self._outside.tenant.mark_read(copy.mailbox, copy.id, is_read=is_read)

    def mail_arrives_elsewhere(self) -> None:
        """A mail known from one mailbox arrives in another one, late."""
        letters = [x for x in self._archive.letters if x.copies and not x.copies[0].is_draft]
        if letters:
            letter = self._chance.choice(letters)
            having = {c.mailbox for c in letter.copies}
            for other in self.staff:
                if other.mailbox not in having:
                    self._put(letter, other, "inbox", self._now())
                    return

    # Inside

    def _all(self) -> tuple[tuple[Callable[[], None], int], ...]:
        return (
            (self.a_client_writes, 30),
            (self.staff_write, 12),
            (self.colleagues_write, 8),
            (self.an_alias_writes, 3),
            (self.nobody_writes, 1),
            (self.junk_arrives, 5),
            (self.a_draft_is_written, 4),
            (self.a_draft_is_sent, 4),
            (self.mail_is_imported, 3),
            (self.mail_is_moved, 12),
            (self.mail_is_copied, 3),
            (self.mail_is_deleted, 4),
            (self.mail_is_purged, 2),
            (self.mail_is_read, 4),
            (self.mail_arrives_elsewhere, 4),
        )

    def _now(self) -> datetime:
        return self._outside.surroundings.now()

    def _of(self, staff: Staff) -> Recipient:
        return staff.written(self._chance)

    def _from_client(self, sent_at: datetime, kind: Kind = PLAIN) -> Letter:
        """Return a letter from outside to some of the staff, perhaps to further people too."""
        author, *others = self.writers.outsiders()
        to = tuple(self._of(s) for s in self._some_staff())
        return self.writers.letter(Mail(author=author, to=to, cc=tuple(others)), sent_at, kind)

    def _arrives(self, letter: Letter) -> None:
        for staff in self._some_staff():
            self._put(letter, staff, "inbox", self._now())

    def _some_staff(self) -> list[Staff]:
        count = self._chance.choice((1, 1, 2, len(self.staff)))
        return self._chance.sample(self.staff, min(count, len(self.staff)))

    def _some_copy(self) -> Copy | None:
        there = [c for c in self._archive.copies() if not (c.is_purged or c.is_draft)]
        return self._chance.choice(there) if there else None

    def _put(
        self, letter: Letter, to: Staff, folder: str, at: datetime, mail: Mail | None = None
    ) -> None:
        """Put a letter into a mailbox; only the sender's own copy shows the Bcc."""
        shown = mail or self.writers.variant(replace(letter.mail, bcc=()))
        item = self._outside.tenant.deliver(to.mailbox, shown, folder, at)
        self._noted(letter, to, item, folder, at, shown)

    def _noted(
        self, letter: Letter, to: Staff, item: MessageId, folder: str, at: datetime, mail: Mail
    ) -> Copy:
        copy = Copy(
            letter=letter,
            mailbox=to.mailbox,
            id=item,
            received_at=at,
            arrived_at=self._now(),
            folder=folder,
            mail=mail,
        )
        copy.lies_in(folder)
        letter.copies.append(copy)
        self._say(copy, folder)
        return copy

    def _say(self, copy: Copy, folder: str) -> None:
        """Tell the trace where a copy goes."""
        self._trace.note(f"  letter {copy.letter.number} {copy.id} -> {folder} of {copy.mailbox}")
