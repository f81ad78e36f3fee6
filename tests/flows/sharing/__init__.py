"""What rises from users' lists to the firm's people, and what comes down to every list that holds them."""
