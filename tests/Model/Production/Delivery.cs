using Beamer.Core.Chaining;
using Beamer.Tests.Model.States;

namespace Beamer.Tests.Model.Production;

/// <summary>
/// A packet at a server: what the server's kernel says, what its agent may know, and what it then decides.
/// </summary>
internal sealed class Delivery(ModelSettings settings, AgentDecisions decisions, Staging staging)
{
    /// <summary>
    /// Each answer that the agent can give; more than one when the state leaves open which commits it has heard.
    /// </summary>
    internal void Answers(in State state, Packet packet, List<Answer> answers)
    {
        answers.Clear();
        int server = packet.At;
        KernelAnswer kernel = packet.Kind == PacketKind.Data ? KernelOf(state, server) : KernelAnswer.None;
        bool hasLease = settings.Leaseholders(state).Has(server);
        int active = staging.ActiveRows(state, server);
        for (int row = 0; row <= state.Known[server]; row++)
        {
            if ((active >> row & 1) == 0) continue;
            AgentKnowledge agent = new(
                server,
                state.Rows.UpTo(state.Known[server]),
                row,
                state.AdmittedAt[server],
                state.Admitted.Has(server),
                !state.Starting.Has(server));
            Answer answer = decisions[new Question(agent, packet, hasLease, kernel)];
            if (!answers.Contains(answer)) answers.Add(answer);
        }
    }

    /// <summary>
    /// What an agent finds out about the live flow at its kernel; nothing while it does not know the sockets (R13).
    /// </summary>
    private static KernelAnswer KernelOf(in State state, int server)
    {
        if (state.Starting.Has(server)) return KernelAnswer.None;
        if (server == state.Flow.Home) return KernelAnswer.Established;
        if (state.Flow.IsGhost(server)) return KernelAnswer.SynReceivedAckMismatch;
        return state.Lingering.Has(server) ? KernelAnswer.Established : KernelAnswer.ListenerOnly;
    }
}
