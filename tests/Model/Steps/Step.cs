using Beamer.Tests.Model.States;

namespace Beamer.Tests.Model.Steps;

/// <summary>One way on from a state.</summary>
/// <param name="Deed">What happens.</param>
/// <param name="Next">The state that follows; meaningless when the promise is broken.</param>
/// <param name="Violation">How the promise is broken by it.</param>
internal readonly record struct Step(Deed Deed, State Next, Violation Violation = Violation.None);
