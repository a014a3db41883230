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
        if (arguments is ["compare", string report])
        {
            Comparison.Run(report);
            return;
        }

        if (arguments is ["xdp", string xdpReport])
        {
            XdpComparison.Run(xdpReport);
            return;
        }

        if (arguments is ["xdp-wire", string wireReport])
        {
            XdpWire.Run(wireReport);
            return;
        }

        // In this process: the one that is built, with the repository's own build rules.
        Job job = Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(5)
            .WithIterationCount(10);
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments, DefaultConfig.Instance.AddJob(job));
    }
}
