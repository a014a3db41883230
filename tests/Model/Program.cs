using Beamer.Tests.Model.Configurations;
using Beamer.Tests.Model.Reporting;

namespace Beamer.Tests.Model;

/// <summary>What model.sh runs.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (!CommandLine.TryParse(arguments, out CommandLine line, out List<string> reasons))
        {
            foreach (string reason in reasons) Console.Error.WriteLine("model.sh: " + reason);
            return 2;
        }

        if (line.WantsHelp)
        {
            Console.WriteLine(CommandLine.Help);
            return 0;
        }

        Report report = new(Console.Out);
        report.Begin();
        foreach (ModelConfiguration configuration in line.Configurations) report.Run(configuration);
        if (line.WantsTraces) report.TellTraces();
        return report.End() ? 0 : 1;
    }
}
