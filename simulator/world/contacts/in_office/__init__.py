"""What administrators do about contacts: rules, previews, answers to questions and held plans; backups too."""
