using Beamer.Rpc.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Beamer.Cli;

/// <summary>What a verb works with: somebody to ask, and a place to print.</summary>
/// <param name="Channel">To the controller, or to the daemon's own socket.</param>
/// <param name="Actor">Who asks, for the controller's history.</param>
/// <param name="Terminal">Where to print.</param>
/// <param name="Format">How to print.</param>
/// <param name="Pace">How to wait.</param>
/// <param name="Cancellation">Ctrl-C.</param>
internal sealed record Session(
    ChannelBase Channel,
    string Actor,
    Terminal Terminal,
    OutputFormat Format,
    Pace Pace,
    CancellationToken Cancellation)
{
    /// <summary>A controller that plans 1,048,576 buckets answers well within it.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);

    /// <summary>The header that names who asks; the controller believes it.</summary>
    private const string ActorHeader = "beamer-actor";

    private static readonly JsonFormatter IndentedJson = new(
        JsonFormatter.Settings.Default.WithFormatDefaultValues(true).WithIndentation());

    private static readonly JsonFormatter LineJson = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    public FleetService.FleetServiceClient Fleet => new(Channel);

    public MuxControl.MuxControlClient Mux => new(Channel);

    public AgentControl.AgentControlClient Agent => new(Channel);

    /// <summary>For a question with one answer.</summary>
    public CallOptions Call => new(
        headers: new Metadata { { ActorHeader, Actor } },
        deadline: Pace.Clock.GetUtcNow().UtcDateTime + AnswerWithin, cancellationToken: Cancellation);

    /// <summary>Prints one answer: every field for programs, or what <paramref name="forPeople"/> says.</summary>
    public int Print<T>(T answer, Action<Terminal, T> forPeople)
        where T : IMessage
    {
        if (Format == OutputFormat.Json) Terminal.Output.WriteLine(IndentedJson.Format(answer));
        else forPeople(Terminal, answer);
        return ExitCode.Done;
    }

    /// <summary>Prints one of a row of answers; programs get a JSON document a line.</summary>
    public void PrintNext<T>(T answer, Action<Terminal, T> forPeople)
        where T : IMessage
    {
        if (Format == OutputFormat.Json) Terminal.Output.WriteLine(LineJson.Format(answer));
        else forPeople(Terminal, answer);
        Terminal.Output.Flush();
    }
}
