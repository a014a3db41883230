using Beamer.Controller;
using Beamer.Controller.Followers;
using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Rpc;
using Beamer.Tests.Simulation.Balancers.Ours;
using Beamer.Tests.Simulation.Network;
using Google.Protobuf;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Tests.Simulation.Large;

/// <summary>A controller with as many MUXes and agents as there may be, and no packets.</summary>
/// <remarks>
/// All boxes but a few witnesses share each table, which is an immutable value: the memory of eleven thousand boxes is
/// not on one machine. Every message is sent, delayed, measured and answered.
/// </remarks>
internal sealed class LargeFleet
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_probeInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long a dead peer keeps its stream: until TCP or the keep-alive of gRPC notices.</summary>
    private static readonly TimeSpan s_silenceNoticed = TimeSpan.FromSeconds(10);

    private readonly LargeSize _size;
    private readonly FleetSettings _settings = new();
    private readonly NetworkConditions _conditions = NetworkConditions.GoodControl;
    private readonly SeededRandom _random;
    private readonly Dictionary<FollowerId, LargeFollower> _streams = [];
    private readonly ProbeReports _probes = new();
    private SimulatedStore _store = new();
    private FeedMessages _messages = new();
    private DeltaMemo _memo = new();
    private long _lastStream;
    private ulong _term = 1;
    private TimeSpan _cardFree;

    internal LargeFleet(LargeSize size, int seed)
    {
        _size = size;
        _random = SeededRandom.For(seed, "large");
        Traffic = new FeedTraffic(_messages);
        Engine = new FleetEngine(_settings, _store.Record, _term, Calendar.Now);
        for (int mux = 0; mux < size.Muxes; mux++) AddMux(mux);
        for (int server = 0; server < size.Servers; server++) AddAgent(server);
        Calendar.Every(s_tick, () => Tell((engine, now) => engine.Tick(now)));
    }

    internal FleetEngine Engine { get; private set; }

    internal EventCalendar Calendar { get; private set; } = new();

    internal FeedTraffic Traffic { get; private set; }

    internal PublicationTimes Publications { get; } = new();

    internal List<LargeFollower> Followers { get; } = [];

    internal IEnumerable<LargeFollower> Muxes => Followers.Where(follower => follower.IsMux);

    internal IEnumerable<LargeFollower> Witnesses => Followers.Where(follower => follower.IsWitness);

    /// <summary>The operator declares all of it.</summary>
    internal void Declare()
    {
        FleetIntent intent = FleetNames.Intent(_size.Servers, _size.Muxes, _size.Buckets, previousMax: 2, key: 1);
        Ask((engine, now) => engine.Apply(intent, new ChangeOptions("operator"), now));
    }

    /// <summary>One server more.</summary>
    internal void Join(int server)
    {
        Ask((engine, now) => engine.AddServer(FleetNames.Server(server), new ChangeOptions("operator"), now));
        Connect(AddAgent(server));
    }

    internal void Drain(int server) =>
        Ask((engine, now) => engine.Drain(FleetNames.NameOf(server), new ChangeOptions("operator"), now));

    /// <summary>Its power fails: no MUX can reach it, and the controller hears nothing of it.</summary>
    internal void Crash(int server)
    {
        LargeFollower follower = Followers.First(box => box.Handler is SharedAgent agent
            && agent.CreateHello().Address == FleetNames.AddressOf(server).Value);
        Followers.Remove(follower);
        _streams.Remove(follower.Stream!.Value);
        FollowerId stream = follower.Stream.Value;
        follower.Stream = null;
        _probes.Fail(FleetNames.AddressOf(server), Calendar.Now);
        Calendar.At(Calendar.Now + s_silenceNoticed, () => Tell((engine, now) => engine.Disconnected(stream, now)));
    }

    /// <summary>Everybody who has no stream connects, each when its back-off is over.</summary>
    internal void ConnectAll()
    {
        foreach (LargeFollower follower in Followers.Where(follower => follower.Stream is null))
        {
            Calendar.At(
                Calendar.Now + ReconnectBackoff.Delay(0, _random.NextDouble()), () => Connect(follower));
        }
    }

    /// <summary>The streams of some boxes break; the boxes keep what they know.</summary>
    internal void Cut(IEnumerable<LargeFollower> followers)
    {
        foreach (LargeFollower follower in followers.Where(follower => follower.Stream is not null))
        {
            FollowerId stream = follower.Stream!.Value;
            _streams.Remove(stream);
            follower.Stream = null;
            Tell((engine, now) => engine.Disconnected(stream, now));
        }
    }

    /// <summary>The controller's process dies, and another one starts from the store.</summary>
    internal void RestartController()
    {
        _streams.Clear();
        foreach (LargeFollower follower in Followers) follower.Stream = null;
        Engine = new FleetEngine(_settings, _store.Record, ++_term, Calendar.Now);
        Tell((_, _) => { });
    }

    /// <summary>Nothing is under way, every box has the newest table, and every row has settled.</summary>
    internal bool IsQuiet()
    {
        Generation newest = Engine.Committed.Generation;
        if (Followers.Any(box => box.Stream is null || box.Table.Generation != newest)) return false;
        FleetStatus status = Engine.Status(Calendar.Now);
        return status.IsConverged
            && status.Pools.All(pool => pool.Unsettled == 0)
            && status.Servers.Sum(server => server.Owned) == _size.Buckets
            && status.Servers.Count(server => server.HasLease) == Followers.Count(box => !box.IsMux);
    }

    /// <summary>Buckets that a server owns.</summary>
    internal int Owned(int server) => Engine.Status(Calendar.Now)
        .Servers.Where(one => one.Name == FleetNames.NameOf(server)).Sum(one => one.Owned);

    /// <summary>Bytes that the engine holds on to; nothing is left of the fleet afterwards.</summary>
    internal long MeasureEngine()
    {
        Followers.Clear();
        _streams.Clear();
        Calendar = new EventCalendar();
        _store = new SimulatedStore();
        _memo = new DeltaMemo();
        _messages = new FeedMessages();
        Traffic = new FeedTraffic(_messages);
        _probes.Clear();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Engine = null!;
        return before - GC.GetTotalMemory(forceFullCollection: true);
    }

    private LargeFollower AddAgent(int number)
    {
        bool isWitness = number < LargeScenario.Witnesses;
        LargeFollower follower;
        if (isWitness)
        {
            AgentProcess agent = new(number, () => Calendar.Now, _ => default);
            follower = new LargeFollower(agent, true);
            agent.Send = message => Say(follower, message);
        }
        else
        {
            SharedAgent agent = new(number, _memo, () => Calendar.Now);
            follower = new LargeFollower(agent, false);
            agent.Send = message => Say(follower, message);
        }

        Followers.Add(follower);
        return follower;
    }

    private void AddMux(int number)
    {
        bool isWitness = number < LargeScenario.Witnesses;
        LargeFollower follower = new(
            new MuxProcess(FleetNames.Mux(number), isWitness ? new DeltaMemo() : _memo), isWitness);
        Followers.Add(follower);
        Calendar.At(_random.Between(TimeSpan.Zero, s_probeInterval), () =>
        {
            Probe(follower);
            Calendar.Every(s_probeInterval, () => Probe(follower));
        });
    }

    private void Connect(LargeFollower follower)
    {
        FollowerId stream = new(++_lastStream);
        follower.Stream = stream;
        follower.LastDown = follower.LastUp = Calendar.Now;
        V1.FollowerMessage hello = new() { Hello = follower.Conversation.Begin() };
        Up(follower, () =>
        {
            bool good = FollowerWords.TryRead(hello, out FollowerHello said, out List<string> reasons);
            Invariant.Require(good, string.Join(' ', reasons));
            _streams[stream] = follower;
            Tell((engine, now) => engine.Connected(stream, said, now));
        });
        follower.Handler.Connected();
    }

    private void Probe(LargeFollower mux)
    {
        if (mux.Stream is not { } stream) return;
        ProbeReport report = new(_probes.Of(mux.Table.Configuration, Calendar.Now), Calendar.Now);
        Up(mux, () => Tell((engine, now) => engine.Probed(stream, report, now)));
    }

    private void Ask(Func<FleetEngine, TimeSpan, ChangeResult> wish) => Tell((engine, now) =>
    {
        ChangeResult result = wish(engine, now);
        Invariant.Require(result.IsAccepted, string.Join(' ', result.Reasons));
    });

    private void Tell(FleetInput input)
    {
        input(Engine, Calendar.Now);
        foreach (FleetEffect effect in Engine.TakeEffects()) Do(effect);
    }

    private void Do(FleetEffect effect)
    {
        _store.Store(effect);
        if (effect is FleetEffect.StorePublication publication) Publications.Begin(publication.Delta.To, Calendar.Now);
        if (effect is FleetEffect.Close close) throw new ViolationException($"A stream was closed: {close.Reason}");
        if (effect is FleetEffect.Send send && _streams.TryGetValue(send.Follower, out LargeFollower? to))
        {
            Down(to, send.Command);
        }
    }

    /// <summary>A message leaves by the controller's card, one after the other, and is then under way.</summary>
    private void Down(LargeFollower to, FeedCommand command)
    {
        long bytes = Traffic.Note(command, _term);
        TimeSpan start = _cardFree > Calendar.Now ? _cardFree : Calendar.Now;
        _cardFree = start + TimeSpan.FromSeconds(bytes * 8 / (_size.GigabitsPerSecond * 1e9));
        TimeSpan due = _cardFree + _conditions.Delay(_random);
        if (due < to.LastDown) due = to.LastDown;
        to.LastDown = due;
        FollowerId? stream = to.Stream;
        ulong term = _term;
        Calendar.At(due, () =>
        {
            if (to.Stream == stream) Take(to, command, term);
        });
    }

    private void Take(LargeFollower to, FeedCommand command, ulong term)
    {
        Generation before = to.Table.Generation;
        if (to.IsWitness)
        {
            foreach (V1.FeedMessage message in _messages.ToMessages(command, term))
            {
                V1.FeedMessage read = V1.FeedMessage.Parser.ParseFrom(message.ToByteArray());
                if (to.Conversation.Answer(read) is { } answer) Say(to, answer);
            }
        }
        else if (FeedCommands.Hand(command, to.Handler) is { } answer)
        {
            Say(to, answer);
        }

        if (to.IsMux && to.Table.Generation > before) Publications.Use(to.Table.Generation, _size.Muxes, Calendar.Now);
    }

    private void Say(LargeFollower from, V1.FollowerMessage message)
    {
        if (from.Stream is not { } stream) return;
        if (message.Refusal is { } refusal) throw new ViolationException(string.Join(' ', refusal.Reasons));
        Up(from, () =>
        {
            List<string> reasons = [];
            FleetInput input = FollowerWords.Read(stream, message, reasons);
            Invariant.Require(reasons.Count == 0, string.Join(' ', reasons));
            Tell(input);
        });
    }

    private void Up(LargeFollower from, Action hear)
    {
        FollowerId? stream = from.Stream;
        TimeSpan due = Calendar.Now + _conditions.Delay(_random);
        if (due < from.LastUp) due = from.LastUp;
        from.LastUp = due;
        Calendar.At(due, () =>
        {
            if (from.Stream == stream) hear();
        });
    }
}
