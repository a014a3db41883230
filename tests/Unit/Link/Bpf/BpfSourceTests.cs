using System.Globalization;
using System.Text.RegularExpressions;
using Beamer.Core;
using Beamer.Tests.Unit.Link.Linux;
using Xunit;

namespace Beamer.Tests.Unit.Link.Bpf;

/// <summary>The BPF objects are committed: these tests hold them to their sources, and the sources to Core.</summary>
public sealed partial class BpfSourceTests
{
    [Fact]
    public void Every_object_is_what_its_source_compiles_to()
    {
        string directory = Directory.CreateTempSubdirectory("beamer-bpf-build-").FullName;
        try
        {
            (int status, string errors) = Commands.Run(
                Path.Combine(Repository.Root, "src/Link/Bpf/build.sh"), directory);
            Assert.True(status == 0, errors);
            IReadOnlyList<string> objects = Repository.FilesEndingIn(".bpf.o");

            Assert.Equal(Repository.FilesEndingIn(".bpf.c").Select(source => source[..^1] + "o"), objects);
            Assert.DoesNotContain(objects, path =>
                !File.ReadAllBytes(Path.Combine(directory, path))
                    .AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(Repository.Root, path))));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void The_reasons_to_drop_in_c_are_those_of_core()
    {
        IEnumerable<(string, int)> inC = Reason().Matches(Repository.Read("src/Link/Bpf/drop_reason.h"))
            .Select(match => (
                match.Groups["name"].Value.Replace("_", "", StringComparison.Ordinal),
                int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture)));
        IEnumerable<(string, int)> inCore = Enum.GetValues<DropReason>()
            .Select(reason => (reason.ToString().ToUpperInvariant(), (int)reason))
            .Append(("LIMIT", DropReasons.Limit));

        Assert.Equal(inCore, inC);
    }

    [Fact]
    public void Every_source_in_c_names_its_licence() => Assert.All(
        Repository.FilesEndingIn(".c", ".h").Where(path => path.Contains("/Bpf/", StringComparison.Ordinal)),
        path => Assert.StartsWith(
            "/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */\n",
            Repository.Read(path),
            StringComparison.Ordinal));

    [GeneratedRegex(@"^\tDROP_(?<name>\w+) = (?<number>\d+),$", RegexOptions.Multiline)]
    private static partial Regex Reason();
}
