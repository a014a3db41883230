namespace Beamer.Tests.Model.States;

/// <summary>A state in 128 bits, field after field: what the table of seen states holds.</summary>
internal static class StateKey
{
    internal static UInt128 Pack(in State state)
    {
        Bits bits = default;
        bits.Put(state.Rows.Code, RowHistory.BitCount);
        bits.Put(state.Muxes.Code, Levels.BitCount);
        bits.Put(state.Known.Code, Levels.BitCount);
        bits.Put(state.AdmittedAt.Code, Levels.BitCount);
        bits.Put((uint)state.Committed, 3);
        bits.Put(state.Alive.Bits, ServerSet.BitCount);
        bits.Put(state.Trusted.Bits, ServerSet.BitCount);
        bits.Put(state.Leased.Bits, ServerSet.BitCount);
        bits.Put(state.Admitted.Bits, ServerSet.BitCount);
        bits.Put(state.Starting.Bits, ServerSet.BitCount);
        bits.Put(state.Lingering.Bits, ServerSet.BitCount);
        bits.Put(state.Flow.Code, ClientFlow.BitCount);
        bits.Put(state.Syn.Code, Packet.BitCount);
        bits.Put(state.Data.Code, Packet.BitCount);
        bits.Put((uint)state.SynsLeft, 2);
        bits.Put((uint)state.CrashesLeft, 2);
        bits.Put((uint)state.RollbacksLeft, 1);
        bits.Put(state.IsReused ? 1u : 0, 1);
        return bits.Value;
    }

    internal static State Unpack(UInt128 key)
    {
        Bits bits = new() { Value = key };
        return new State
        {
            // The last field that was put comes out first.
            IsReused = bits.Take(1) != 0,
            RollbacksLeft = (int)bits.Take(1),
            CrashesLeft = (int)bits.Take(2),
            SynsLeft = (int)bits.Take(2),
            Data = new Packet((uint)bits.Take(Packet.BitCount)),
            Syn = new Packet((uint)bits.Take(Packet.BitCount)),
            Flow = ClientFlow.From((uint)bits.Take(ClientFlow.BitCount)),
            Lingering = new ServerSet((byte)bits.Take(ServerSet.BitCount)),
            Starting = new ServerSet((byte)bits.Take(ServerSet.BitCount)),
            Admitted = new ServerSet((byte)bits.Take(ServerSet.BitCount)),
            Leased = new ServerSet((byte)bits.Take(ServerSet.BitCount)),
            Trusted = new ServerSet((byte)bits.Take(ServerSet.BitCount)),
            Alive = new ServerSet((byte)bits.Take(ServerSet.BitCount)),
            Committed = (int)bits.Take(3),
            AdmittedAt = new Levels((ushort)bits.Take(Levels.BitCount)),
            Known = new Levels((ushort)bits.Take(Levels.BitCount)),
            Muxes = new Levels((ushort)bits.Take(Levels.BitCount)),
            Rows = new RowHistory(bits.Take(RowHistory.BitCount)),
        };
    }

    private struct Bits
    {
        internal UInt128 Value { get; set; }

        internal void Put(ulong field, int count) => Value = Value << count | field;

        internal ulong Take(int count)
        {
            ulong field = (ulong)Value & ((1UL << count) - 1);
            Value >>= count;
            return field;
        }
    }
}
