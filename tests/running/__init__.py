"""The whole running system, from outside: what it keeps of the mail that went through it, and how it starts."""
