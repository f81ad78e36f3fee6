"""Every limit, delay and batch size of the engine, each with its reason.

Names end in their unit. Outside facts carry their source: Microsoft Graph's limits are those of the
pages "throttling-limits", "user-list-messages", "message-delta" and "change-notifications-delivery".
"""

# Work items -------------------------------------------------------------------------------------
LEASE_SECONDS = 120
"""A crashed run frees its mailbox after this; every remember renews it, so a live run keeps it. Twice the
longest an outside answer is waited for; a run that takes longer loses the lease and writes nothing."""
PAGES_PER_ITEM = 6
"""Pages one work item reads before it enqueues itself again: keeps items well under a minute."""
FOLDERS_PER_ITEM = 20
"""Folder deltas one sweep item asks before it enqueues itself again; one request each when idle."""
FOLDERS_REMEMBERED_MAX = 1_500
"""Their digests fit one property of a table row (64 KiB); in a mailbox with more, a folder made below a
left-out one is noticed by the next sweep only."""
WAKE_SETTLED_SECONDS = 1
"""A wake-up older than the start of a finished read by this much shows nothing new: it is dropped."""
REQUEUE_SECONDS_MAX = 6 * 60 * 60
"""No work waits longer than this in a queue; whatever still matters then is found by the sweep."""
BUSY_RETRY_SECONDS = 15
"""How long an item that may not be coalesced waits for a mailbox whose lease is held."""

# Microsoft Graph --------------------------------------------------------------------------------
GRAPH_MAILBOX_REQUESTS_MAX = 4
"""Requests for one mailbox that Graph runs at once for one application; the fifth is told 429 and comes back. Of one
batch Graph runs no more either. The lease lets each stream ask once at a time."""
LIVE_PAGE_MESSAGES = 50
"""A wake-up usually finds one message; fifty covers a burst in one request."""
HISTORY_PAGE_MESSAGES = 400
"""Back-fill page: few requests and few CRM round trips a thousand messages, within Graph's 1,000."""
DELTA_PAGE_ITEMS = 500
"""Ids only, so pages are small; asked by `Prefer: odata.maxpagesize`."""
READ_BATCH_MESSAGES = 4
"""Messages in one `$batch`: Graph runs four requests a mailbox at once and throttles the fifth."""
CALENDAR_PAGE_CALENDARS = 100
"""More calendars than nearly any mailbox has: one request."""
SERIES_PAGE_EVENTS = 200
"""Occurrences a page of a series: a year of a daily one comes in two requests."""
SERIES_PAGES_MAX = 50
"""Ten thousand occurrences within one window are none that anybody made."""
READ_BATCH_EVENTS = 4
"""Events in one `$batch`, for the same reason."""
EVENT_DELTA_PAGE = 200
"""Events a page of a calendar's changes: Graph's documented pages are no larger (facts: lessons §6)."""
EVENT_PAGES_MAX = 200
"""Pages of one listing: forty thousand events. A calendar that goes on longer never ends (facts: graph §9)."""
TWINS_PER_STEP = 50
"""Twins whose intents are remembered together before they are written: one transaction holds them."""
CALENDAR_WRITES_PER_ITEM = 10_000
"""Twins written in the CRM by one work item, fifty in a round trip: about a minute. What is left is the
next item's, which lists and reads everything that changed once more, so that fewer items are better."""
OUTLOOK_WRITE_COSTS = 25
"""A write in Outlook, one request each, counts as so many: 400 an item."""
CALENDAR_READ_SECONDS = 8 * 60
"""Reading series takes two requests each; a work item that still reads after so long gives up with a reason,
before its function is cut off without one (host.json, ten minutes)."""
CALENDAR_ITEM_SECONDS = 4 * 60
"""A work item that has written for so long leaves the rest to the next one, well before its function is cut
off (host.json, ten minutes)."""
PAIRS_ASKED_MAX = 10
"""Ids and keys in one question for pairs, and owners in one for mailboxes: Azure Tables compare at most fifteen
times in one filter, and five of them are taken. More is a reason to read all."""
HELD_ACTIONS_MAX = 70_000
"""Actions of one held plan: more than a first run of the largest calendar that is listed. What is beyond waits for
the next plan, held like this one: nothing passes that was not shown."""
HELD_ROW_ACTIONS_MAX = 80_000
"""Nine bytes each, and a third more on the wire: a request of less than a mebibyte. Those held, and others that were
answered before."""
CALENDAR_SWEEP_SECONDS = 24 * 60 * 60
"""A calendar is compared whole this often: the window has moved a day, and whatever was missed is found."""
CONTACTS_SWEEP_SECONDS = 24 * 60 * 60
"""A mailbox's contacts are compared whole this often: whatever was missed is found."""
DUE_EARLY_SECONDS = 15 * 60 / 2
"""A sweep, or a look, is due so much before its time. It tells when it began, some seconds or minutes after the tick that
asked for it; at the tick of its hour it would not be due yet, and come every 75 minutes. Half the time between two ticks,
so that none comes a tick too early."""
DUE_EARLY_SHARE = 1 / 3
"""No more than this part of its time, where a policy asks for it often and the timer is set to tick more often still."""
LOOK_SECONDS = 30 * 60
"""A calendar, or contacts, that were not read for this long are read again: notifications get lost. It costs one request
where nothing changed; twice as often, the whole would cost a fifth more (docs/cost.md)."""
CONTACT_FOLDERS_KNOWN_MAX = 20_000
"""Folder ids one process remembers, two a mailbox: some three megabytes. They never change; one that was
forgotten is asked for again."""
CONTACT_FOLDER_PAGE = 100
"""More contact folders than nearly any mailbox has: one request."""
CONTACT_WRITES_PER_ITEM = 10_000
"""Contacts written in the CRM by one work item, as for calendars: with less, a first run of 5,000 would list and
compare everything anew for each further item. A write in Outlook costs as much as there."""
CONTACT_PAGE = 250
"""Contacts a page of a whole folder: some 400 kB, well within what one answer takes."""
CONTACT_DELTA_PAGE = 500
"""Ids a page of a folder's changes."""
CONTACT_PAGES_MAX = 400
"""Pages of one listing: a hundred thousand contacts. A folder that goes on longer never ends (facts: graph §9)."""
READ_BATCH_CONTACTS = 4
"""Contacts in one `$batch`, for the same reason as events: four requests at once in a mailbox."""
CONTACTS_READ_ALONE_MAX = 40
"""Contacts without an entry that are read one by one where a new entry may be one of them: ten requests. Where there
are more, the folder is listed, which takes one request for 250."""
CRM_CONTACTS_PER_CALL_MAX = 200
"""Entries or people written or read in one round trip to the CRM."""
PROBES_PER_LOOKUP_MAX = 200
"""Contacts looked for in one round trip: a first run of 5,000 makes 25."""
CANDIDATES_MAX = 10
"""Somebody who looks like more than so many looks like nobody in particular."""
CONTACT_TEXT_CHARACTERS_MAX = 1_000
"""One text of a contact: Outlook keeps 255 of most fields, address books hand out a little more."""
CONTACT_NOTES_CHARACTERS_MAX = 100_000
"""Thirty pages; a note beyond is a document."""
CONTACT_KEY_CHARACTERS_MAX = 400
"""A longer name finds nobody; an index of PostgreSQL's takes 2,700 bytes."""
CONTACT_VALUES_MAX = 100
"""Addresses, numbers or categories of one contact: nobody has so many, a broken export does."""
OUTLOOK_CONTACT_EMAILS = 3
"""E-mail addresses of a contact; more are refused (facts: graph §3)."""
OUTLOOK_CONTACT_PHONES = 2
"""Business numbers, and as many home numbers; more are refused."""
OUTLOOK_CONTACT_TEXT_CHARACTERS = 255
"""What Outlook shows and lets a user type of one text of a contact."""
OUTLOOK_CONTACT_NOTES_CHARACTERS = 30_000
"""What is shared of a contact's notes: ten pages, and room for the user's own."""
QUIET_LOOK_NOTED_SECONDS = 25 * 60
"""A calendar, or contacts, in which nothing happens note this often that they were read: every other tick of the
timer, and well before they would count as late."""
CRM_EVENTS_PER_CALL_MAX = 200
"""Events written or read in one round trip to the CRM."""
COLLEAGUES_ASKED_MAX = 30
"""Colleagues in the events of one run whose mailboxes are asked for by name, ten in a question; for more, every
mailbox's row is read, a thousand in one."""
LIVE_OVERLAP_SECONDS = 120
"""A wake-up reads this far behind the newest message known: delivery is not strictly in order."""
GRAPH_CONNECT_SECONDS = 10
"""A service that cannot be reached in this time is away; the work comes back by itself."""
GRAPH_ANSWER_SECONDS = 60
"""A large page takes a few seconds; beyond this the answer is not coming."""
FOLDER_PAGE_FOLDERS = 250
"""More folders than nearly any mailbox has on one level: one request a level."""
DIRECTORY_PAGE_USERS = 999
"""Graph's own maximum for /users: few requests, each counted against the tenant's quota."""
SUBSCRIPTION_MINUTES = 10_080 - 60
"""Graph allows 10,080 minutes for Outlook; an hour is left for clock differences."""
SUBSCRIPTION_RENEW_BEFORE_MINUTES = 5_040
"""Renewed at half-life, so that a day's outage costs nothing."""
CLIENT_STATE_CHARACTERS_MAX = 128
"""Graph refuses a longer clientState."""
PAGES_PER_ROUND_MAX = 2_000
"""Some mailboxes hand out next links for ever (lessons: 3,548 pages seen); then the round is given up."""

# Notifications ----------------------------------------------------------------------------------
NOTIFICATION_BODY_BYTES_MAX = 1_048_576
"""Graph's own notification posts are a few kilobytes; a megabyte is never one of them."""
NOTIFICATIONS_PER_POST_MAX = 1_000
"""More items than this in one post are not Graph's; the post is refused whole."""
VALIDATION_TOKEN_CHARACTERS_MAX = 4_096
"""The handshake token is echoed, so its length is bounded."""

WAKES_AT_ONCE_MAX = 30
WAKES_WINDOW_SECONDS = 10
"""One instance enqueues at most so many looks at one thing of one mailbox in so long; one more, later, stands for
all that follow. Real bursts seldom come near, and a flood of posts costs three queue items a second."""
WAKES_REMEMBERED_MAX = 50_000
"""Looks whose rate one process remembers: three a mailbox of a large firm; those whose window ended go first."""

# Signing in -------------------------------------------------------------------------------------
TOKEN_SKEW_SECONDS = 300
"""Clocks differ; Microsoft's own libraries allow five minutes."""
TOKEN_CHARACTERS_MAX = 16_384
"""Entra's tokens are two or three kilobytes; with hundreds of groups still below this."""
KEY_ID_CHARACTERS_MAX = 200
SIGNING_KEYS_SECONDS = 24 * 60 * 60
"""Entra asks that its keys be read anew every 24 hours (Learn, "signing key rollover")."""
SIGNING_KEYS_REREAD_SECONDS = 300
"""A token may name a key of a roll-over just made, or an invented one: the keys are read for it, seldom."""
SIGNING_KEYS_RETRY_SECONDS = 30
"""Before anything was read, people wait for it: tried again sooner."""
SIGNING_KEYS_ANSWER_SECONDS = 5
SIGNING_KEYS_BYTES_MAX = 262_144
"""Entra's key document is some 15 kilobytes."""
SIGNING_KEY_BITS_MIN = 2_048
SIGN_IN_SECONDS = 600
"""How long somebody may take at Entra's page: a second factor is looked for."""
SESSION_SECONDS = 60 * 60
"""How long a role that was taken away still works on the pages. Entra then says who it is, unseen."""
SEALED_CHARACTERS_MAX = 4_096
"""A browser keeps no longer cookie."""
RETURN_PATH_CHARACTERS_MAX = 1_500
"""The page to come back to travels in the cookie; a longer one is forgotten for the first page."""

# CRM --------------------------------------------------------------------------------------------
ADDRESSES_PER_LOOKUP_MAX = 2_000
"""One lookup a page of messages, cut here so that one statement stays within any database's limits."""
PARTICIPANTS_PER_MESSAGE_MAX = 2_000
"""Exchange allows 1,000 recipients a message; beyond twice that the rest is counted, not written."""
REMATCH_PAGE_ADDRESSES = 200
"""Newly known addresses related to past activities in one work item."""
SAME_MESSAGE_SECONDS_MAX = 24 * 60 * 60
"""Copies of one message carry one sent date; further apart, a sender has reused its Message-ID."""
PERSON_NAME_CHARACTERS_MAX = 500
"""Display names beyond this are junk; the rest of the name is cut, the address is kept."""
ACTIVITY_KEY_CHARACTERS_MAX = 200
"""Keys are digests of 40 characters; a CRM's unique text fields hold 255."""
CRM_BATCH_CHARACTERS_MAX = 16_000_000
"""Text of activities in one statement: bounds memory where the policy keeps whole bodies."""
CRM_CONNECTIONS_MAX = 5
"""Connections of one process to the CRM's database; a hundred processes stay within PostgreSQL's usual 500."""
CRM_CONNECT_SECONDS_MAX = 10
CRM_LOCK_SECONDS_MAX = 20
"""A writer waits this long for another's transaction, then the work item comes back later."""
CRM_STATEMENT_SECONDS_MAX = 120
"""Only relating the past of a very busy address comes near; anything longer is a fault."""
CRM_CONNECTION_AGE_SECONDS = 25 * 60
"""Azure's load balancers drop idle connections after half an hour."""

# Recurrence ---------------------------------------------------------------------------------------
RULE_CHARACTERS_MAX = 1_000
"""The longest rules that calendars publish are a quarter of this."""
OCCURRENCES_MAX = 10_000
"""Of one series in one window: a daily series has 4,000 in the widest window a policy can set."""
EXPANSION_STEPS_MAX = 200_000
"""Periods of a rule counted from its start: daily for five centuries, hourly for twenty years. A rule
that never falls on any day is given up here too, instead of being searched to the end of time."""
SERIES_OCCURRENCES_MAX = 999
SERIES_INTERVAL_MAX = {"DAILY": 999, "WEEKLY": 99, "MONTHLY": 99, "YEARLY": 99}
"""Exchange's own limits of a recurrence (Exchange Web Services, NumberedRecurrence, Interval)."""

CLOCKS_APART_SECONDS = 10 * 60
"""So far the clocks of Microsoft 365 and of a CRM may be apart: a change is later than another system's only
beyond this."""

# Text and scoring -------------------------------------------------------------------------------
BODY_CHARACTERS_MAX = 400_000
"""Text beyond this is neither scored nor scanned: new text stands at the top of a message."""
SCORED_CHARACTERS_MAX = 10_000
"""A sentiment needs no more; bounds the time one message may take."""
SENTENCE_CHARACTERS_MAX = 400
"""Longer ones are scored in pieces: VADER's time grows with the square of a sentence's words."""
LANGUAGE_DOCUMENT_CHARACTERS_MAX = 5_120
LANGUAGE_DOCUMENTS_PER_CALL_MAX = 10
"""Azure AI Language, sentiment, synchronous calls (page "data-limits")."""
LANGUAGE_CALLS_AT_ONCE = 4
"""A back-fill page of 400 messages is 40 calls: four at once fit in SCORING_SECONDS_MAX."""
SUBJECT_CHARACTERS_MAX = 4_000
"""Salesforce's limit, the strictest CRM we know; longer subjects are cut."""
PREVIEW_CHARACTERS_MAX = 255
"""As long as Graph's own bodyPreview."""
SCORING_SECONDS_MAX = 10
"""A scorer slower than this for a page leaves its sentiments pending; the activity goes ahead."""

# Retrying ---------------------------------------------------------------------------------------
RETRY_FIRST_SECONDS = 60
RETRY_SECONDS_MAX = 24 * 60 * 60
"""Failed items are tried again at 1, 2, 4 ... minutes, at most a day apart."""
RETRY_ATTEMPTS_MAX = 12
"""After this an item waits for a person ("on demand"); it stays recorded and counted as failed."""
RETRIES_PER_ITEM = 40
"""Failed messages one work item reads again."""
PARKED_RECHECK_SECONDS = 24 * 60 * 60
"""A parked mailbox (no licence, access refused) is looked at again once a day."""
CONNECTOR_RECHECK_SECONDS = 15 * 60
"""A stopped connector (consent, CRM away) is tried again this often by one work item."""

# Storage (Azure Tables and Queues; scalability targets of Microsoft Learn) --------------------
TRANSACTION_OPERATIONS_MAX = 100
REMEMBERED_ROWS_PER_TRANSACTION = 97
"""Leaves room for the lease, the day's tally and the tally of the day of a replaced decision."""
ENTITY_PROPERTIES_MAX = 252
ENTITY_BYTES_MAX = 1_048_576
PROPERTY_BYTES_MAX = 65_536
KEY_CHARACTERS_MAX = 512
"""Azure takes 1,024; anything that long is a mistake in our keys, and Azurite stops at 512."""
QUEUE_MESSAGE_BYTES_MAX = 48 * 1024
"""64 KiB after base64."""
TRANSACTION_BYTES_MAX = 4 * 1024 * 1024
"""Of the whole request, as it goes over the wire."""
TEXT_CHARACTERS_PER_PROPERTY = 30_000
"""Longer text is spread over several properties: one holds 32 K UTF-16 characters."""
STORAGE_PAGE_ROWS = 1_000
"""Azure Tables answer a query with at most this many rows."""
POINT_READS_MAX = 1
"""More rows than this are read in ranges: what a wake-up reads again lies within minutes, one range."""
CONTENTION_ATTEMPTS_MAX = 20
"""Each lost race means that somebody else wrote; so many in a row mean that something is wrong."""
STORAGE_RETRIES_MAX = 2
"""Inside one call, at once: what lasts longer is the work item's to wait for, not a function's."""
STORAGE_RETRY_PAUSE_SECONDS = 0.2
STORAGE_CONNECT_SECONDS = 5
STORAGE_ANSWER_SECONDS = 20
"""Azure Storage gives up on a table query itself after 30 seconds, and answers in milliseconds."""
QUEUE_DELAY_SECONDS_MAX = 7 * 24 * 60 * 60
"""Azure Queues hide a message for at most seven days."""

# Keeping ----------------------------------------------------------------------------------------
RUN_RECORD_DAYS = 30
"""Run records older than this are pruned; the tallies by day stay."""
POLICY_CACHE_SECONDS = 15
"""A changed policy acts everywhere after this."""
DIRECTORY_CACHE_SECONDS = 600
"""Aliases change rarely; a new one counts as internal after this."""

# Pages ------------------------------------------------------------------------------------------
ADMIN_BODY_BYTES_MAX = 1_048_576
"""A policy of ten thousand never-log entries is half of this; nothing else a page sends comes near."""
ADMIN_FIELDS_MAX = 2_000
"""A form relates one page of e-mails: two fields each, and a few more."""
PAGE_EMAILS = 25
PAGE_MAILBOXES = 50
PAGE_PEOPLE = 50
PAGE_RUNS = 100
PAGE_CONTACTS = 50
PAGE_LEFT_OUT = 100
"""Rows a page shows: one screen or two; each mailbox costs one read of its tallies."""
ROOM_NAME_CHARACTERS_MAX = 255
"""As long as Exchange takes a resource's display name."""
MEETINGS_BACK_DAYS = 730
MEETINGS_AHEAD_DAYS = 366
"""How far a person's meetings are looked for: series are counted out day by day that far."""
PEOPLE_FOUND_MAX = 8
"""People a search shows: more is a reason to type another letter."""
MAILBOX_CHOICES_MAX = 1_000
"""Mailboxes offered in a filter's list."""
WEEK_MEETINGS_MAX = 500
"""Meetings a week shows: nobody attends so many; a room's calendar comes near."""
MEETING_SEARCH_DAYS = 30
"""Who meets whom looks a month ahead unless asked otherwise."""
MEETING_SEARCH_DAYS_MAX = 1_100
"""Three years: a search over more is a report, not a page."""
MEETINGS_FOUND_MAX = 100
BUSIEST_SHOWN = 25
PERSON_MEETINGS_SHOWN = 10
"""Meetings a page lists; a person's page shows so many past and so many to come."""
HELD_SHOWN_MAX = 200
"""Held plans a page shows; each costs one read, and answering some brings up the next."""
PREVIEW_ROWS_MAX = 1_000
"""Rows of a preview on a page; a first run of a year's events has about as many."""
PAGE_QUESTIONS = 20
"""Questions about contacts on a page: each shows two cards or more side by side."""
CARDS_BESIDE_MAX = 4
"""Cards beside the one a question is about: where more look like it, nobody chooses by reading them all."""
REVIEW_MAILBOXES = 5
"""Mailboxes whose questions one page looks up: each is compared whole, live, as for its preview."""
PEOPLE_LISTS_SHOWN = 50
"""Contact lists that a person's page names; a firm's best client stands in every one."""
EVENT_ATTENDEES_MAX = 500
"""Attendees of an event made on a page: Exchange takes no more in one meeting."""
EVENT_DAYS_MAX = 366
"""A longer event is a mistyped year."""
POLICY_VERSIONS_SHOWN = 20
RUNS_SHOWN_MAX = 500
LATE_AFTER_SWEEPS = 3
LATE_AFTER_SECONDS_MIN = 45 * 60
"""A mailbox whose sweep was missed three times is late, and says so; the timer ticks every 15 minutes."""
HEALTH_REFRESH_SECONDS = 4
"""The health page asks again this often while it is open: mail is seen arriving."""
SUBSCRIPTION_WARNING_SECONDS = 24 * 60 * 60
"""A subscription this close to its end was not renewed at half-life: somebody should look."""

# Watching ---------------------------------------------------------------------------------------
SILENT_MAILBOX_SECONDS = 4 * 60 * 60
"""Four sweeps in a row were missed, whatever the mail: a person should look, even at night."""
DUE_WORK_SECONDS = 60 * 60
"""The timer that enqueues what is due ticks every 15 minutes; after four ticks something is wrong."""
BACKLOG_ITEMS = 1_000
"""Items of one queue. Instances are added for every eight; more than this is worked off slower than it grows."""
LATELY_SECONDS = 60 * 60
"""How far back runs are looked through: the busiest hour, not the day's average."""
LATELY_RUNS_MAX = 1_000
"""Run records read by one tick, the newest: one storage transaction."""
LATELY_RUNS_MIN = 20
"""Of fewer runs no ratio is told: one of three would be a third."""
THROTTLED_PERCENT = 10
"""Of runs told to wait. Graph asks single mailboxes to wait now and then; a tenth of all is a limit of the tenant's."""
CURSOR_RESETS = 10
"""In an hour. Graph forgets a cursor now and then; many at once mean a restored backup, a migration, or a fault of ours."""
TAGS_PER_LINE_MAX = 20
"""Mailboxes named in one log line: enough to begin with."""
BURIED_MAX = 1_000
"""Work items given up that are listed and replayed at once."""
PROBE_SECONDS = 10
"""Graph waits as long for the handshake (facts: graph §4.2)."""
PROBE_BYTES = 8_192
"""An echoed token is shorter; an error page is not read to its end."""
CLOCK_SKEW_SECONDS = 120
"""Entra takes five minutes as the most that clocks may be apart (Learn, "clock skew"); half is a warning."""
TIMERS_RAN_SECONDS = 30 * 60
"""The rematch ticks every five minutes and the CRM's feed every minute: half an hour without either is a stop."""
TRACED_ROWS_MAX = 200
"""Rows of the CRM shown for one trace, of each kind."""
