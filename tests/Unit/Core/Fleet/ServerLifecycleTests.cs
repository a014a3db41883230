using Beamer.Core.Fleet;
using Xunit;

namespace Beamer.Tests.Unit.Core.Fleet;

public sealed class ServerLifecycleTests
{
    // Rows: Joining, Active, Draining, Drained, Suspected, Dead. Columns: as the enum. '-' is refused.
    private static readonly Dictionary<ServerEvent, string> s_table = new()
    {
        [ServerEvent.Admit] = "A-----",
        [ServerEvent.Drain] = "-R----",
        [ServerEvent.Restore] = "--AA--",
        [ServerEvent.Empty] = "--E---",
        [ServerEvent.Fill] = "---R--",
        [ServerEvent.Silence] = "-SSS--",
        [ServerEvent.Hear] = "----A-",
        [ServerEvent.Die] = "DDDDD-",
        [ServerEvent.Return] = "-JJJJJ",
    };

    [Fact]
    public void Every_transition_is_as_the_table_says_and_every_other_is_refused_with_its_reason()
    {
        foreach (ServerEvent happening in Enum.GetValues<ServerEvent>())
        {
            foreach (ServerState state in Enum.GetValues<ServerState>())
            {
                char expected = s_table[happening][(int)state];
                bool moved = ServerLifecycle.TryMove(state, happening, out ServerState next, out string reason);
                Assert.Equal(expected != '-', moved);
                Assert.Equal(expected == '-' ? state : StateOf(expected), next);
                Assert.Equal(expected == '-', reason.Contains(ServerLifecycle.Name(state), StringComparison.Ordinal));
            }
        }
    }

    private static ServerState StateOf(char letter) => letter switch
    {
        'J' => ServerState.Joining,
        'A' => ServerState.Active,
        'R' => ServerState.Draining,
        'E' => ServerState.Drained,
        'S' => ServerState.Suspected,
        _ => ServerState.Dead,
    };
}
