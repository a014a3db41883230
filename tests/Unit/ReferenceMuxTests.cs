using System.Diagnostics;
using Beamer.Core.Forwarding;
using Beamer.Core.Tables;
using Beamer.Tests.Benchmarks;
using Xunit;

namespace Beamer.Tests.Unit;

/// <summary>A comparison is fair only when both sides do the same work.</summary>
public sealed class ReferenceMuxTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(1500)]
    public void The_reference_in_C_writes_the_same_bytes_as_the_forwarder(int frameBytes)
    {
        Environment.SetEnvironmentVariable(ReferenceMux.LibraryVariable, Compile());
        FleetTable fleet = BenchmarkFleet.Create(bucketCount: 1024);
        byte[] expected = Forwarded(frameBytes, source =>
        {
            var run = new ForwarderRun(ForwardingTable.Compile(fleet, BenchmarkFleet.Settings), source);
            run.Forward();
            return run.Counters.Forwarded;
        });
        byte[] actual = Forwarded(frameBytes, source =>
        {
            using var reference = new ReferenceMux(fleet, BenchmarkFleet.Settings);
            reference.Forward(source);
            return reference.Forwarded;
        });

        Assert.Equal(expected, actual);
    }

    private static byte[] Forwarded(int frameBytes, Func<FrameSource, long> forward)
    {
        var source = new FrameSource(BenchmarkFleet.Vip, FrameSource.Buffers, frameBytes);
        source.Receive(0);
        Assert.Equal(FrameSource.Buffers, forward(source));
        return source.Memory;
    }

    private static string Compile()
    {
        string library = Path.Combine(AppContext.BaseDirectory, "beamer-mux-reference.so");
        string code = Path.Combine(Repository.Root, "tests/Benchmarks/reference/mux.c");
        using Process compiler = Process.Start(
            "cc", ["-O3", "-Wall", "-Wextra", "-Werror", "-Wno-psabi", "-shared", "-fPIC", "-o", library, code]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
        return library;
    }
}
