using Beamer.Tests.Model.States;

namespace Beamer.Tests.Model.Steps;

/// <summary>A part of the world that can do something.</summary>
internal interface IStepSource
{
    /// <summary>Adds everything that this part can do now.</summary>
    void AddSteps(in State state, List<Step> steps);
}
