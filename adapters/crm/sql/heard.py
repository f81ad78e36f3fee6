"""A person's most recent sentiment, which follows the activities on the person's timeline."""

import sqlalchemy as sa

from adapters.crm.sql.rowsets import with_values
from sync_core.mail import SentimentLabel

HEARD_LABELS = frozenset({SentimentLabel.POSITIVE, SentimentLabel.NEUTRAL, SentimentLabel.NEGATIVE})
# It moves only to a later received_at, or when the activity it was read from is scored again. On
# PostgreSQL the people are locked in order of their ids, so that two writers never wait for each other.
_FOLLOW = """
WITH heard AS (
  SELECT person_id, activity_id, label, received_at FROM (
    SELECT r.person_id, a.id AS activity_id, a.sentiment_label AS label, a.received_at,
      row_number() OVER (PARTITION BY r.person_id ORDER BY a.received_at DESC, a.id) AS place
    FROM email_relation r JOIN email_activity a ON a.id = r.activity_id
    WHERE r.<touched> IN (SELECT value FROM <values>)
      AND a.sentiment_label IN ('positive', 'neutral', 'negative')) ranked
  WHERE place = 1),
locked AS (SELECT id FROM person WHERE id IN (SELECT person_id FROM heard) ORDER BY id <lock>)
UPDATE person SET latest_sentiment = heard.label, latest_sentiment_at = heard.received_at,
  latest_sentiment_activity = heard.activity_id
FROM heard JOIN locked ON locked.id = heard.person_id
WHERE person.id = heard.person_id
  AND (person.latest_sentiment_at IS NULL OR heard.received_at > person.latest_sentiment_at
    OR (person.latest_sentiment_activity = heard.activity_id
      AND person.latest_sentiment <> heard.label))
"""


def follow_activities(on_postgresql: bool) -> sa.TextClause:
    """Return the statement by which people's sentiments follow the activities with ids :values."""
    return _follow("activity_id", on_postgresql)


def follow_people(on_postgresql: bool) -> sa.TextClause:
    """Return the statement by which the sentiments of the people with ids :values follow."""
    return _follow("person_id", on_postgresql)


def _follow(touched: str, on_postgresql: bool) -> sa.TextClause:
    lock = "FOR NO KEY UPDATE" if on_postgresql else ""
    text = _FOLLOW.replace("<touched>", touched).replace("<lock>", lock)
    return with_values(text, "bigint", on_postgresql)
