namespace Beamer.Controller.Store;

/// <summary>The store's disk is full or over its quota. Nothing was written; room on the disk mends it.</summary>
internal sealed class StoreFullException(string message, Exception inner) : Exception(message, inner);
