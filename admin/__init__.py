"""What people see: pages, their templates and styles, the JSON API and commands behind them."""
