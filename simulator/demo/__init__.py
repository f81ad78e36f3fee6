"""The demonstration: a made-up firm on this machine whose mail is seen arriving in its CRM."""
