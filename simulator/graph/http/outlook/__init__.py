"""A small Outlook on the web for the pretend tenant: what people do with their calendars and contacts, by hand."""

from simulator.graph.http.outlook.app import outlook_app

__all__ = ["outlook_app"]
