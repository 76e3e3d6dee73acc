"""The audit trail: who did what to which record. Rows are only added, and each is chained to the one before."""

from api.audit.chain import record

__all__ = ["record"]
