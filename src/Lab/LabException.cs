namespace Beamer.Lab;

/// <summary>Something outside the lab's own code went wrong; the message is the sentence the person sees.</summary>
internal sealed class LabException(string sentence) : Exception(sentence);
