namespace Beamer.Cli;

/// <summary>Who is asked, for the sentence that says that nobody answers.</summary>
/// <param name="Name">For example "the controller".</param>
/// <param name="Program">The program that should be running.</param>
/// <param name="AddressedBy">The options that name its address.</param>
internal sealed record Daemon(string Name, string Program, string AddressedBy);
