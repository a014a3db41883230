using Beamer.Core.Chaining;
using Beamer.Link;

namespace Beamer.Backend.Bpf;

/// <summary>The data path in the kernel, as far as the agent's state has to tell it what changes.</summary>
/// <remarks>One call at a time, and none waits for a packet.</remarks>
internal interface IKernelPath
{
    /// <summary>Puts a view in force: when this returns, no packet is decided by the one before.</summary>
    /// <exception cref="LinkException">It cannot; the one before stays in force.</exception>
    void Publish(AgentView view);

    /// <summary>When the lease ends; it may be in the past.</summary>
    /// <param name="ends">Timestamp of the monotonic clock.</param>
    void SetLease(long ends);

    /// <summary>Whether new clients of every service would be served.</summary>
    void SetListening(bool listening);
}
