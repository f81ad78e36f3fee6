"""The streams that concern contacts, and what is asked for where one of them is to run."""

from sync_core.work import Stream, Task

STREAMS = (Stream.CONTACTS, Stream.SHARING)
TASK_OF = {Stream.CONTACTS: Task.CONTACTS_NOW, Stream.SHARING: Task.CONTACTS_SHARE}
