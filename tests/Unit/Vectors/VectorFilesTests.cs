using System.Diagnostics;
using Xunit;

namespace Beamer.Tests.Unit.Vectors;

public sealed class VectorFilesTests
{
    /// <summary>P19: the vectors stand in files, but they come from the program beside them.</summary>
    [Fact]
    public async Task The_golden_bytes_are_what_the_python_program_writes_today()
    {
        string program = Path.Combine(Repository.Root, "tests", "Unit", "Vectors", "make_vectors.py");
        ProcessStartInfo start = new("python3", [program, "--check"]) { RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, error);
    }
}
