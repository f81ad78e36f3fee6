"""Contacts in a world: people who edit on both sides, the firm's people, and what must hold of them.

Who acts: in_outlook, in_crm, in_office. What is watched: at_every_effect. What is checked: at_quiet.
"""
