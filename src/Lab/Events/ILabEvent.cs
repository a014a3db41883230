namespace Beamer.Lab.Events;

/// <summary>Something that happens to a fleet under load.</summary>
internal interface ILabEvent
{
    /// <summary>In the operator's words, for the scoreboard.</summary>
    string Name { get; }

    /// <summary>Lets it happen and waits until the fleet has followed.</summary>
    Task RunAsync(Stage stage, CancellationToken cancellation);
}
