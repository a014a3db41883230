using Beamer.Tests.Model.Production;
using Beamer.Tests.Model.States;

namespace Beamer.Tests.Model.Steps;

/// <summary>The client opens a connection, uses it, ends it, and opens another with the same 4-tuple.</summary>
internal sealed class ClientSteps(ModelSettings settings, MuxRows muxRows) : IStepSource
{
    public void AddSteps(in State state, List<Step> steps)
    {
        switch (state.Flow.Phase)
        {
            case FlowPhase.Silent:
                AddSyns(state, steps);
                break;
            case FlowPhase.Opening:
                AddSyns(state, steps);
                AddAccepts(state, steps);
                break;
            case FlowPhase.Live:
                AddLife(state, steps);
                break;
        }
    }

    private void AddSyns(in State state, List<Step> steps)
    {
        if (state.SynsLeft == 0 || state.Syn.IsUnderWay) return;
        for (int mux = 0; mux < settings.Muxes; mux++)
        {
            Packet packet = muxRows.Send(state.Rows, state.Muxes[mux], PacketKind.Syn);
            State next = state with { Syn = packet, SynsLeft = state.SynsLeft - 1 };
            steps.Add(new Step(new Deed(DeedKind.Send, mux, Packet: packet), next));
        }
    }

    private static void AddAccepts(in State state, List<Step> steps)
    {
        for (int server = 0; server < ServerSet.Servers; server++)
        {
            if (!state.Flow.HalfOpen.Has(server) || !state.Alive.Has(server)) continue;
            ClientFlow flow = new(FlowPhase.Live, server, state.Flow.HalfOpen.Without(server));
            steps.Add(new Step(new Deed(DeedKind.Accept, server), state with { Flow = flow }));
        }
    }

    private void AddLife(in State state, List<Step> steps)
    {
        for (int server = 0; server < ServerSet.Servers; server++)
        {
            if (!state.Flow.IsGhost(server)) continue;
            ClientFlow flow = state.Flow with { HalfOpen = state.Flow.HalfOpen.Without(server) };
            steps.Add(new Step(new Deed(DeedKind.ExpireGhost, server), state with { Flow = flow }));
        }

        for (int mux = 0; mux < settings.Muxes && !state.Data.IsUnderWay; mux++)
        {
            Packet packet = muxRows.Send(state.Rows, state.Muxes[mux], PacketKind.Data);
            steps.Add(new Step(new Deed(DeedKind.Send, mux, Packet: packet), state with { Data = packet }));
        }

        State closed = state with { Flow = ClientFlow.Over, Data = Packet.None, Starting = ServerSet.None };
        steps.Add(new Step(new Deed(DeedKind.Close), closed));
        if (settings.ReusesTuple && !state.IsReused && state.IsQuiet) AddReuse(state, steps);
    }

    private void AddReuse(in State state, List<Step> steps)
    {
        State next = state with
        {
            Flow = ClientFlow.Silent,
            Lingering = state.Lingering.With(state.Flow.Home),
            Starting = ServerSet.None,
            SynsLeft = settings.Syns,
            IsReused = true,
        };
        steps.Add(new Step(new Deed(DeedKind.Reuse, state.Flow.Home), next));
    }
}
