"""Azure Storage: the engine's memory and policy in Tables, its work in Queues. Cheap to import."""

from adapters.storage.account import StorageAccount

__all__ = ["StorageAccount"]
