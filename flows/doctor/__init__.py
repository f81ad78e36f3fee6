"""The doctor: a running deployment is examined, and each check says what to mend."""
