using System.Runtime.InteropServices;
using Beamer.Core;
using Beamer.Link.Linux;

namespace Beamer.Link.Bpf;

/// <summary>
/// The memory of a BPF array, shared with the programs that use it: no system call reads or writes it.
/// </summary>
/// <remarks>
/// A program may read at any moment: write with <see cref="Volatile"/>, and publish with the last store. One writer.
/// Nothing may use the memory after <see cref="Dispose"/>.
/// </remarks>
public sealed unsafe class BpfMemory : IDisposable
{
    private readonly nuint _bytes;
    private readonly int _count;
    private byte* _memory;

    private BpfMemory(byte* memory, nuint bytes, int stride, int count)
    {
        _memory = memory;
        _bytes = bytes;
        Stride = stride;
        _count = count;
    }

    /// <summary>Bytes from one entry to the next: a multiple of 8.</summary>
    public int Stride { get; }

    /// <summary>All of it.</summary>
    /// <typeparam name="T">Whose size divides <see cref="Stride"/>.</typeparam>
    public Span<T> As<T>()
        where T : unmanaged
    {
        Invariant.Require(_memory != null, "the memory of a BPF array was given back");
        Invariant.Require(Stride % sizeof(T) == 0, "an entry of a BPF array holds whole values");
        return new Span<T>(_memory, checked(Stride / sizeof(T) * _count));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_memory != null) LibC.munmap(_memory, _bytes);
        _memory = null;
    }

    internal static BpfMemory Map(FileDescriptor descriptor, nuint bytes, int stride, int count, string operation)
    {
        byte* memory = LibC.mmap(
            null, bytes, LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_SHARED, descriptor, offset: 0);
        return (nint)memory != -1
            ? new BpfMemory(memory, bytes, stride, count)
            : throw LinkException.ForBpf(operation, Marshal.GetLastPInvokeError());
    }
}
