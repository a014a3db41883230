using Beamer.Core.Fleet;

namespace Beamer.Controller;

/// <summary>One thing for the engine to know.</summary>
/// <param name="engine">The engine, on its own thread.</param>
/// <param name="now">Monotonic time since the controller started.</param>
internal delegate void FleetInput(FleetEngine engine, TimeSpan now);
