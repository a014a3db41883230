using Beamer.Controller;
using Beamer.Controller.Followers;
using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Rpc;
using Google.Protobuf;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Tests.Simulation.Balancers.Ours;

/// <summary>The controller around the production's engine, and its streams to the followers.</summary>
internal sealed class ControlPlane
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(100);

    private readonly Simulator _world;
    private readonly FleetRules _rules;
    private readonly FleetSettings _settings;
    private readonly ControlNetwork _network;
    private readonly FeedMessages _messages = new();
    private readonly Dictionary<FollowerId, FollowerStream> _streams = [];
    private readonly bool _encodes;
    private long _lastStream;
    private ulong _term = 1;

    /// <param name="world">The run.</param>
    /// <param name="options">Which rules, and whether messages travel as bytes.</param>
    internal ControlPlane(Simulator world, BeamerOptions options)
    {
        _world = world;
        _rules = options.FleetRules;
        _settings = options.Settings;
        _encodes = options.EncodesControl;
        _network = new ControlNetwork(world);
        Engine = new FleetEngine(_settings, Store.Record, _term, world.Now, _rules);
        world.Every(s_tick, () => Tell((engine, now) => engine.Tick(now)));
    }

    internal FleetEngine Engine { get; private set; }

    internal SimulatedStore Store { get; } = new();

    /// <summary>Bytes that the controller has sent; counted only where messages travel as bytes.</summary>
    internal long BytesSent { get; private set; }

    /// <summary>Gives the engine an input, and does what it wants done.</summary>
    internal void Tell(FleetInput input)
    {
        input(Engine, _world.Now);
        foreach (FleetEffect effect in Engine.TakeEffects()) Do(effect);
    }

    /// <summary>An operator's wish; a refusal is an error of the scenario.</summary>
    internal void Ask(Func<FleetEngine, TimeSpan, ChangeResult> wish) => Tell((engine, now) =>
    {
        ChangeResult result = wish(engine, now);
        Invariant.Require(result.IsAccepted, "a scenario asks what is allowed: " + string.Join(' ', result.Reasons));
    });

    /// <summary>A follower connects.</summary>
    internal FollowerStream Connect(IFeedHandler follower, FeedConversation conversation)
    {
        FollowerStream stream = new(new FollowerId(++_lastStream), follower, conversation);
        V1.FollowerMessage hello = new() { Hello = conversation.Begin() };
        _network.Open(stream, () =>
        {
            bool good = FollowerWords.TryRead(hello, out FollowerHello said, out List<string> reasons);
            Invariant.Require(good, string.Join(' ', reasons));
            _streams[stream.Id] = stream;
            Tell((engine, now) => engine.Connected(stream.Id, said, now));
        });
        return stream;
    }

    /// <summary>A follower says something of its own accord.</summary>
    internal void Say(FollowerStream stream, V1.FollowerMessage message)
    {
        byte[]? bytes = _encodes ? message.ToByteArray() : null;
        _network.Up(stream, () => Hear(stream, bytes is null ? message : V1.FollowerMessage.Parser.ParseFrom(bytes)));
    }

    /// <summary>The stream is gone: what is under way on it never arrives, and the controller notices.</summary>
    internal void Cut(FollowerStream stream, TimeSpan noticedAfter)
    {
        if (!stream.IsOpen) return;
        stream.End();
        _world.At(_world.Now + noticedAfter, () =>
        {
            _streams.Remove(stream.Id);
            Tell((engine, now) => engine.Disconnected(stream.Id, now));
        });
    }

    /// <summary>The controller's process dies, and another one starts from the store.</summary>
    internal void Restart()
    {
        FollowerStream[] streams = [.. _streams.Values];
        _streams.Clear();
        foreach (FollowerStream stream in streams) stream.End();
        Engine = new FleetEngine(_settings, Store.Record, ++_term, _world.Now, _rules);
        Tell((_, _) => { });
    }

    /// <summary>A frozen follower reads again.</summary>
    internal void Thaw(FollowerStream stream)
    {
        stream.IsFrozen = false;
        while (stream.IsOpen && stream.Waiting.TryDequeue(out Func<V1.FollowerMessage?>? take)) Answer(stream, take());
    }

    private void Hear(FollowerStream stream, V1.FollowerMessage message)
    {
        List<string> reasons = [];
        FleetInput input = FollowerWords.Read(stream.Id, message, reasons);
        Invariant.Require(reasons.Count == 0, string.Join(' ', reasons));
        Tell(input);
    }

    private void Do(FleetEffect effect)
    {
        Store.Store(effect);
        switch (effect)
        {
            case FleetEffect.Send send when _streams.TryGetValue(send.Follower, out FollowerStream? to):
                Send(to, send.Command);
                break;
            case FleetEffect.Close close when _streams.Remove(close.Follower, out FollowerStream? closed):
                closed.Handler.Disconnected(close.Reason, close.Reason == "superseded");
                closed.End();
                break;
        }
    }

    private void Send(FollowerStream to, FeedCommand command)
    {
        if (!_encodes)
        {
            _network.Down(to, () => Take(to, () => FeedCommands.Hand(command, to.Handler)));
            return;
        }

        foreach (V1.FeedMessage message in _messages.ToMessages(command, _term))
        {
            byte[] bytes = message.ToByteArray();
            BytesSent += bytes.Length;
            _network.Down(to, () => Take(to, () => to.Conversation.Answer(V1.FeedMessage.Parser.ParseFrom(bytes))));
        }
    }

    private void Take(FollowerStream stream, Func<V1.FollowerMessage?> take)
    {
        if (stream.IsFrozen) stream.Waiting.Enqueue(take);
        else Answer(stream, take());
    }

    private void Answer(FollowerStream stream, V1.FollowerMessage? answer)
    {
        if (answer is not null) Say(stream, answer);
    }
}
