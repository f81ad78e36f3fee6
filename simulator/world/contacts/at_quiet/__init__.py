"""What is checked of contacts once all is quiet: both sides and the firm's people, against the diary."""
