"""What is checked of contacts at every single effect: intents first, proof, nothing private, nobody recycled."""
