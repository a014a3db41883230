namespace Beamer.Link.Bpf;

/// <summary>What a test run of a program gave.</summary>
/// <param name="Verdict">What it returned: for XDP 0 aborted, 1 drop, 2 pass, 3 transmit, 4 redirect.</param>
/// <param name="Length">Bytes of the packet that it left.</param>
/// <param name="MeanNanoseconds">Time of one run, rounded down; of use with many.</param>
public readonly record struct BpfTestResult(uint Verdict, int Length, uint MeanNanoseconds);
