using Beamer.Tests.Model.States;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.ModelTests;

public sealed class StateKeyTests
{
    [Property]
    public void A_state_comes_back_from_its_key(int seed)
    {
        Random random = new(seed);
        ServerSet RandomSet() => new((byte)random.Next(8));
        Packet RandomPacket() => new((uint)random.Next(1 << Packet.BitCount));
        State state = new()
        {
            Rows = History(random),
            Muxes = new Levels((ushort)random.Next(512)),
            Known = new Levels((ushort)random.Next(512)),
            AdmittedAt = new Levels((ushort)random.Next(512)),
            Alive = RandomSet(),
            Trusted = RandomSet(),
            Leased = RandomSet(),
            Committed = random.Next(8),
            Admitted = RandomSet(),
            Starting = RandomSet(),
            Lingering = RandomSet(),
            Flow = new ClientFlow((FlowPhase)random.Next(4), random.Next(3), RandomSet()),
            Syn = RandomPacket(),
            Data = RandomPacket(),
            SynsLeft = random.Next(4),
            CrashesLeft = random.Next(4),
            RollbacksLeft = random.Next(2),
            IsReused = random.Next(2) == 1,
        };
        Assert.Equal(state, StateKey.Unpack(StateKey.Pack(state)));
    }

    [Fact]
    public void A_history_remembers_every_row_and_can_be_cut()
    {
        RowHistory rows = default;
        Owners moved = new(1, ServerList.Empty.Append(0));
        Owners again = new(2, ServerList.Empty.Append(1).Append(0));
        rows = rows.Append(moved).Append(again);
        Assert.Equal(("A []", "B [A]", "C [B, A]"), ($"{rows[0]}", $"{rows[1]}", $"{rows.Newest}"));
        Assert.Equal(default(RowHistory).Append(moved), rows.UpTo(1));
        Assert.Equal(default, rows.UpTo(0));
    }

    private static RowHistory History(Random random)
    {
        RowHistory rows = default;
        for (int changes = random.Next(RowHistory.ChangesMax + 1); changes > 0; changes--)
        {
            rows = rows.Append(new Owners(random.Next(3), new ServerList((byte)random.Next(16))));
        }

        return rows;
    }
}
