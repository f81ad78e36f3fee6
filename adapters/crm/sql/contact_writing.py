"""Writing entries of contact lists: many in a handful of statements, one answer each."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.crm.sql.contact_batches import in_halves, in_waves
from adapters.crm.sql.contact_knowing import ContactKnowing
from adapters.crm.sql.contact_reading import ContactReading
from adapters.crm.sql.contact_statements import ContactStatements
from adapters.crm.sql.database import Database
from flows.contact_desk import ruling
from flows.contact_desk.store import EntryDone, EntryEdit
from flows.ports.crm_contacts import ContactEntryDraft, Wrote
from sync_core.contacts.contact import Card, ContactKey, CrmContact, CrmContactId
from sync_core.contacts.kept import fit_card
from sync_core.mail import Address

_REFUSED = EntryDone(result=Wrote.REFUSED)
_NO_ID = CrmContactId("")


class ContactWriting:
    """The contact lists of one database, to write."""

    def __init__(
        self,
        database: Database,
        reading: ContactReading,
        knowing: ContactKnowing,
        statements: ContactStatements,
    ) -> None:
        self._database = database
        self._reading = reading
        self._knowing = knowing
        self._statements = statements

    async def create(self, drafts: Sequence[ContactEntryDraft]) -> tuple[EntryDone, ...]:
        """Write entries in one round trip; answers in the same order."""
        return tuple(await in_halves(self._create_some, drafts, _REFUSED))

    async def create_all(self, drafts: Sequence[ContactEntryDraft]) -> tuple[EntryDone, ...]:
        """Write entries, all of them; where one is not written, none is."""
        async with self._database.writing() as connection:
            done = await self._ruled(connection, drafts)
            entries = [one.entry for one in done if one.entry is not None]
            if len(entries) < len(drafts):
                return done
            added = await self._statements.add(connection, entries)
        return tuple(
            EntryDone(result=Wrote.WRITTEN if entry else Wrote.ALREADY_THERE, entry=entry)
            for entry in added
        )

    async def update(self, edits: Sequence[EntryEdit]) -> tuple[EntryDone, ...]:
        """Write fields of entries; answers in the same order, a second write of one after the first."""

        async def write(some: Sequence[EntryEdit]) -> list[EntryDone]:
            return await in_halves(self._update_some, some, _REFUSED)

        return await in_waves(write, edits, lambda edit: edit.id)

    async def delete(self, those: Sequence[tuple[CrmContactId, int]]) -> tuple[EntryDone, ...]:
        """Delete entries (id, version) in one round trip."""
        if not those:
            return ()
        ids = [one for one, _ in those]
        async with self._database.writing() as connection:
            await self._knowing.lock_entries(connection, ids)
            held = await self._reading.entries_on(connection, ids)
            answers: list[EntryDone] = []
            gone: list[CrmContactId] = []
            for one, version in those:
                answers.append(ruling.removed(held.get(one), version))
                if answers[-1].result is Wrote.WRITTEN:
                    gone.append(one)
                    del held[one]
            await self._statements.remove(connection, gone)
        return tuple(answers)

    async def _create_some(self, drafts: Sequence[ContactEntryDraft]) -> list[EntryDone]:
        async with self._database.writing() as connection:
            keys = [draft.key for draft in drafts if draft.key]
            there = await self._reading.keyed_on(connection, keys)
            done = list(await self._ruled(connection, drafts))
            new: dict[int, CrmContact] = {}
            taken = set(there)
            for place, one in enumerate(done):
                if one.entry is not None and one.entry.key not in taken:
                    new[place] = one.entry
                    taken |= {one.entry.key} if one.entry.key else set()
            added = await self._statements.add(connection, list(new.values()))
            lost = [new[p].key for p, e in zip(new, added, strict=True) if e is None]
            there |= await self._reading.keyed_on(connection, [key for key in lost if key])
        made = dict(zip(new, added, strict=True))
        there |= {e.key: e for e in added if e is not None and e.key is not None}
        return [
            _creation(made.get(n), one, draft, there)
            for n, (one, draft) in enumerate(zip(done, drafts, strict=True))
        ]

    async def _ruled(
        self, connection: AsyncConnection, drafts: Sequence[ContactEntryDraft]
    ) -> tuple[EntryDone, ...]:
        """Return what each draft makes, without its id."""
        statements, knowing = self._statements, self._knowing
        known = ruling.Known(
            users=await knowing.users(connection, [draft.owner for draft in drafts]),
            people=await knowing.people_there(connection, [d.person for d in drafts if d.person]),
            erased=await knowing.erased(connection, _emails([d.card for d in drafts])),
        )
        return tuple(ruling.added(draft, _NO_ID, known, statements.now) for draft in drafts)

    async def _update_some(self, edits: Sequence[EntryEdit]) -> list[EntryDone]:
        statements, knowing = self._statements, self._knowing
        async with self._database.writing() as connection:
            await knowing.lock_entries(connection, [edit.id for edit in edits])
            held = await self._reading.entries_on(connection, [edit.id for edit in edits])
            keyed = await self._reading.keyed_on(connection, [e.key for e in edits if e.key])
            keys = {key: entry.id for key, entry in keyed.items()}
            known = ruling.Known(
                people=await knowing.people_there(
                    connection, [e.person for e in edits if e.person]
                ),
                keys=keys,
                erased=await knowing.erased(connection, _emails([e.card for e in edits])),
            )
            done: list[EntryDone] = []
            for edit in edits:
                done.append(ruling.edited(edit, held.get(edit.id), known, statements.now))
                if edit.key and done[-1].result is Wrote.WRITTEN:
                    keys[edit.key] = edit.id
            entries = [one.entry for one in done if one.result is Wrote.WRITTEN and one.entry]
            found = any(edit.fields for edit in edits)
            await statements.change(connection, entries, found=found)
        return done


def _creation(
    made: CrmContact | None,
    ruled: EntryDone,
    draft: ContactEntryDraft,
    there: dict[ContactKey, CrmContact],
) -> EntryDone:
    """Return the answer for a draft; one that was there and is gone again is for the next look."""
    if made is not None:
        return EntryDone(result=Wrote.WRITTEN, entry=made)
    entry = there.get(draft.key) if draft.key else None
    if entry is not None:
        return EntryDone(result=Wrote.ALREADY_THERE, entry=entry)
    return ruled if ruled.result is Wrote.REFUSED else EntryDone(result=Wrote.CONFLICT)


def _emails(cards: Sequence[Card]) -> list[Address]:
    return [address for card in cards for address in fit_card(card).emails]
