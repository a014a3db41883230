using System.Reflection;
using Beamer.Tests.Benchmarks;
using BenchmarkDotNet.Attributes;
using Xunit;

namespace Beamer.Tests.Unit;

/// <summary>Each benchmark runs once, so that none rots unseen.</summary>
public sealed class BenchmarkTests
{
    public static TheoryData<Type, string> Benchmarks { get; } = [.. Find()];

    [Theory]
    [MemberData(nameof(Benchmarks))]
    public void It_still_runs(Type type, string benchmark)
    {
        object instance = Activator.CreateInstance(type)!;
        foreach (PropertyInfo property in type.GetProperties())
        {
            ParamsAttribute? values = property.GetCustomAttribute<ParamsAttribute>();
            if (values is not null) property.SetValue(instance, values.Values[0]);
        }

        foreach (MethodInfo setup in With<GlobalSetupAttribute>(type)) setup.Invoke(instance, null);
        Assert.NotNull(type.GetMethod(benchmark)!.Invoke(instance, null));
    }

    [Fact]
    public void The_forwarder_benchmark_forwards_every_packet()
    {
        var benchmark = new ForwarderBenchmark { Flows = 1, Buckets = 16 };
        benchmark.Setup();

        Assert.Equal(1 << 20, benchmark.Forward().Forwarded);
    }

    private static IEnumerable<(Type Type, string Benchmark)> Find() =>
        from type in typeof(ForwarderBenchmark).Assembly.GetTypes()
        from method in With<BenchmarkAttribute>(type)
        select (type, method.Name);

    private static IEnumerable<MethodInfo> With<TAttribute>(Type type)
        where TAttribute : Attribute =>
        type.GetMethods().Where(method => method.GetCustomAttribute<TAttribute>() is not null);
}
