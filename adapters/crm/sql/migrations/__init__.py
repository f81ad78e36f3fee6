"""Schema migrations of the embedded CRM, run by SqlCrm.prepare and by `migrate`."""
