"""What people do with contact lists and the firm's people in the CRM, each act noted in the diary."""
