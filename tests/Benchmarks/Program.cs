using Beamer.Tests.Benchmarks.Xdp;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Beamer.Tests.Benchmarks;

internal static class Program
{
    private static void Main(string[] arguments)
    {
        if (arguments is [string subject, string report] && Own(subject) is { } run)
        {
            run(report);
            return;
        }

        // In this process: the one that is built, with the repository's own build rules.
        Job job = Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(5)
            .WithIterationCount(10);
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments, DefaultConfig.Instance.AddJob(job));
    }

    /// <summary>What is not BenchmarkDotNet's: it needs the kernel, or another language in the same run.</summary>
    private static Action<string>? Own(string subject) => subject switch
    {
        "compare" => Comparison.Run,
        "xdp" => XdpComparison.Run,
        "agent" => AgentComparison.Run,
        "wire" => WireComparison.Run,
        "swap" => SwapUnderLoad.Run,
        _ => null,
    };
}
