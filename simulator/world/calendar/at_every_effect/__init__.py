"""What is watched at every effect: intents first, cursors last, proof of each deletion, no stray mail."""
