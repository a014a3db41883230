namespace Beamer.Tests.Model.Configurations;

/// <summary>Every configuration, in the order of the table.</summary>
internal static class Catalogue
{
    internal static readonly ModelConfiguration[] All =
    [
        .. HoldingConfigurations.All,
        .. ProductionWithoutOneRule.Holding,
        .. CounterExamples.All,
        .. ProductionWithoutOneRule.Breaking,
    ];

    internal static ModelConfiguration? Find(string name) =>
        Array.Find(All, configuration => configuration.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
