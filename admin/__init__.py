"""What people see: pages, their templates and styles, the JSON API and commands behind them."""

from admin.console import Console
from admin.router import handle
from admin.web import PageRequest, PageResponse

__all__ = ["Console", "PageRequest", "PageResponse", "handle"]
