using Beamer.Backend.Bpf;
using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Link;

namespace Beamer.Backend;

/// <summary>What the agent knows now: its view, its lease, whether its services listen.</summary>
/// <remarks>
/// The feed changes it, the ingress loop reads it once per batch; neither waits for a lock held by the other. A data
/// path in the kernel has a copy of its own, which changes together with it.
/// </remarks>
/// <param name="self">The server's own address.</param>
internal sealed class AgentState(IPv4Address self)
{
    private readonly Lock _writing = new();
    private volatile AgentView _view = AgentView.Empty(self);
    private volatile AgentView? _inUse;
    private volatile bool _listening;
    private long _leaseEnds = long.MinValue;
    private IKernelPath? _kernel;

    /// <summary>Makes the next view of the present one, or says why not.</summary>
    public delegate bool Change(AgentView present, out AgentView next, out List<string> reasons);

    /// <summary>The newest view.</summary>
    public AgentView View => _view;

    /// <summary>Whether new clients of every service of this server would be served.</summary>
    public bool IsListening
    {
        get => _listening;
        set
        {
            lock (_writing)
            {
                _listening = value;
                _kernel?.SetListening(value);
            }
        }
    }

    /// <summary>Whether the lease is in force at this timestamp.</summary>
    public bool IsLeaseValid(long now) => now < Volatile.Read(ref _leaseEnds);

    /// <summary>
    /// The lease ends at this timestamp of the monotonic clock; an earlier end than before counts as well.
    /// </summary>
    public void SetLease(long ends)
    {
        lock (_writing)
        {
            Volatile.Write(ref _leaseEnds, ends);
            _kernel?.SetLease(ends);
        }
    }

    /// <summary>Gives the lease up: from now on nothing unknown is answered.</summary>
    public void EndLease() => SetLease(long.MinValue);

    /// <summary>From now on a data path in the kernel goes by the same; none with null.</summary>
    /// <exception cref="LinkException">It cannot; then none does.</exception>
    public void UseKernel(IKernelPath? kernel)
    {
        lock (_writing)
        {
            _kernel = null;
            kernel?.Publish(_view);
            kernel?.SetLease(Volatile.Read(ref _leaseEnds));
            kernel?.SetListening(_listening);
            _kernel = kernel;
        }
    }

    /// <summary>
    /// The view for one batch. Only the ingress loop calls this, and <see cref="EndBatch"/> after the batch.
    /// </summary>
    public AgentView BeginBatch()
    {
        while (true)
        {
            AgentView view = _view;
            _inUse = view;
            // Without it the second read could come first, and a writer could believe that nobody uses the old view.
            Interlocked.MemoryBarrier();
            if (ReferenceEquals(view, _view)) return view;
        }
    }

    /// <summary>The batch is done.</summary>
    public void EndBatch() => _inUse = null;

    /// <summary>
    /// Changes the view and returns once no packet is decided by the old one: what is acknowledged is in force (R3).
    /// </summary>
    /// <returns>Why not, one sentence each; empty when it is done.</returns>
    public IReadOnlyList<string> Apply(Change change)
    {
        AgentView next;
        lock (_writing)
        {
            if (!change(_view, out next, out List<string> reasons)) return reasons;
            try
            {
                if (!ReferenceEquals(next, _view)) _kernel?.Publish(next);
            }
            catch (LinkException e)
            {
                // Refused whole: what the kernel does not go by must not be acknowledged.
                return [e.Message];
            }

            _view = next;
        }

        SpinWait wait = default;
        while (_inUse is { } used && !ReferenceEquals(used, _view)) wait.SpinOnce();
        return [];
    }
}
