namespace Beamer.Core.Forwarding;

/// <summary>Where a table has a service and its pool, in one word.</summary>
internal readonly record struct ServicePlace
{
    private readonly ulong _value;

    /// <param name="service">
    /// Index of the service. Negative: no service; <see cref="ServiceMap"/> and <see cref="Forwarder"/> say what else.
    /// </param>
    /// <param name="pool">Index of the pool; 0 without a service.</param>
    public ServicePlace(int service, int pool) => _value = ((ulong)(uint)pool << 32) | (uint)service;

    /// <summary>Index of the service; negative: none.</summary>
    public int Service => (int)_value;

    /// <summary>Index of the pool.</summary>
    public int Pool => (int)(_value >> 32);
}
