using System.Text.RegularExpressions;
using Xunit;

namespace Beamer.Tests.Unit;

/// <summary>The repository's own rules about text: CONTRIBUTING.md says why each is there.</summary>
public sealed partial class RepositoryTests
{
    private const int FileLinesMax = 300;
    private const int LineColumnsMax = 120;

    /// <summary>Think before raising it: a rule that must be silenced often is the wrong rule.</summary>
    private const int PragmasMax = 8;

    [Fact]
    public void No_file_of_code_is_longer_than_300_lines() => Assert.DoesNotContain(
        Repository.FilesEndingIn(".cs", ".c", ".h", ".sh"), path => LinesOf(path).Length > FileLinesMax);

    [Fact]
    public void No_line_of_code_is_wider_than_120_columns() => None(Places(
        Repository.FilesEndingIn(".cs", ".c", ".h", ".proto", ".sh"), line => line.Length > LineColumnsMax));

    [Fact]
    public void No_file_is_a_drawer() => Assert.DoesNotContain(
        Repository.FilesEndingIn(".cs", ".csproj"),
        path => Drawer().IsMatch(Path.GetFileNameWithoutExtension(path)));

    [Fact]
    public void No_note_is_left_for_later() => None(Places(
        Repository.FilesEndingIn(
            ".cs", ".c", ".h", ".csproj", ".props", ".proto", ".sh", ".py", ".md", ".yaml", ".json"),
        NoteForLater().IsMatch));

    [Fact]
    public void No_exception_is_swallowed() => Assert.DoesNotContain(
        Repository.FilesEndingIn(".cs").Where(path => path != "tests/Unit/RepositoryTests.cs"),
        path => EmptyCatch().IsMatch(Repository.Read(path)));

    [Theory]
    [InlineData("try { } catch { }", true)]
    [InlineData("try { } catch (Exception) { // never mind\n }", true)]
    [InlineData("try { } catch (SocketException e) when (e.ErrorCode == 4) { }", true)]
    [InlineData("try { } catch (SocketException e) when (e.ErrorCode == 4) { // The caller asks again.\n }", false)]
    [InlineData("try { } catch (SocketException) { return 1; }", false)]
    public void The_rule_about_exceptions_tells_them_apart(string code, bool swallowed) =>
        Assert.Equal(swallowed, EmptyCatch().IsMatch(code));

    [Fact]
    public void A_warning_is_silenced_seldom_and_with_a_reason()
    {
        string[] pragmas = [.. Places(Repository.FilesEndingIn(".cs"), Pragma().IsMatch)];

        Assert.All(pragmas, pragma => Assert.Matches(@"disable \w+ // \w.*\.$", pragma));
        Assert.InRange(pragmas.Length, 0, PragmasMax);
        None(Places(
            Repository.FilesEndingIn(".cs"),
            line => Suppression().IsMatch(line) && !line.Contains("Justification", StringComparison.Ordinal)));
    }

    /// <summary>Names every place at once; the runner's own message shows the first five.</summary>
    private static void None(IEnumerable<string> places)
    {
        string found = string.Join('\n', places);
        Assert.True(found.Length == 0, found);
    }

    /// <summary>"path:line: text" of every line to which <paramref name="rule"/> says yes.</summary>
    private static IEnumerable<string> Places(IEnumerable<string> paths, Func<string, bool> rule) =>
        from path in paths
        from line in LinesOf(path).Select((text, index) => (Text: text, Number: index + 1))
        where rule(line.Text)
        select $"{path}:{line.Number}: {line.Text.Trim()}";

    private static string[] LinesOf(string path) => Repository.Read(path).TrimEnd('\n').Split('\n');

    [GeneratedRegex("(Util|Utils|Utility|Utilities|Helper|Helpers|Common|Misc|Manager)(?![a-z])")]
    private static partial Regex Drawer();

    [GeneratedRegex(@"\b(T[O]DO|F[I]XME|H[A]CK|X[X]X)\b")]
    private static partial Regex NoteForLater();

    /// <summary>No statement and no word of explanation; or everything caught, and no statement.</summary>
    [GeneratedRegex("""
        catch \s* (\([^{]*\))? \s* \{ \s* \}
        | catch \s* (\( \s* (System\.)?Exception\b [^{]* \))? \s* \{ (\s | //[^\n]*\n | /\*.*?\*/)* \}
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex EmptyCatch();

    [GeneratedRegex(@"^\s*#pragma warning disable\b")]
    private static partial Regex Pragma();

    [GeneratedRegex(@"\[(assembly: |module: )?(Unconditional)?SuppressMessage\(")]
    private static partial Regex Suppression();
}
