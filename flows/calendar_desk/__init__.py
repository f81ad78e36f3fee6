"""What people do with the CRM's calendar, worked out once for every store that keeps one."""
