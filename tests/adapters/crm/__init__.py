"""Tests of the CRM adapters."""
