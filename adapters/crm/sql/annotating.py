"""Adding to activities what became known after they were written."""

from collections.abc import Sequence

from adapters.crm.sql.database import Database
from adapters.crm.sql.heard import follow_activities
from adapters.crm.sql.mail_rows import told_terms
from adapters.crm.sql.rowsets import encoded, with_rows
from flows.ports.crm import Annotation

_ANNOTATE = """
UPDATE email_activity SET sentiment_label = r.label, sentiment_score = r.score,
  sentiment_scorer = r.scorer, risk_lexicon = coalesce(r.lexicon, risk_lexicon),
  risk_terms = CASE WHEN r.lexicon IS NULL THEN risk_terms ELSE r.terms END
FROM <rows> WHERE email_activity.key = r.key RETURNING email_activity.id
"""
_ANNOTATION_COLUMNS = (
    "key text, label text, score double precision, scorer text, lexicon text, terms text"
)


class Annotating:
    """The sentiments and risk terms of one database's activities, to write later."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._annotate = with_rows(_ANNOTATE, _ANNOTATION_COLUMNS, database.is_postgresql)
        self._follow = follow_activities(database.is_postgresql)

    async def annotate(self, notes: Sequence[Annotation]) -> None:
        """Add sentiments and risk terms that became known later; of two on one message the last."""
        rows = [
            (
                note.key,
                note.sentiment.label,
                note.sentiment.score,
                note.sentiment.scorer,
                None if note.risk is None else note.risk.lexicon,
                None if note.risk is None else told_terms(note.risk.terms),
            )
            for note in {note.key: note for note in notes}.values()
        ]
        if not rows:
            return
        async with self._database.writing() as connection:
            changed = await connection.execute(self._annotate, {"rows": encoded(rows)})
            ids = sorted(row.id for row in changed)
            if ids:
                await connection.execute(self._follow, {"values": encoded(ids)})
