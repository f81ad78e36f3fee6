"""Reading mail from files: .jsonl and .jsonl.gz, .mbox, a folder of .eml."""

from simulator.mailfiles.reading import MailReading, UnknownMailFile, read_mail
from simulator.mailfiles.records import Correspondent, MailRecord
from simulator.mailfiles.trouble import Problem

__all__ = ["Correspondent", "MailReading", "MailRecord", "Problem", "UnknownMailFile", "read_mail"]
