using System.Runtime.InteropServices;
using System.Text;

namespace Beamer.Link.Bpf;

/// <summary>Keeps what libbpf would print to the process's standard error, for the error that follows.</summary>
internal static unsafe partial class LibBpfLog
{
    private const int LineBytes = 1024;

    [ThreadStatic]
    private static StringBuilder? t_warnings;

    /// <summary>Takes libbpf's printing over, once a process.</summary>
    /// <exception cref="LinkException">libbpf 1 is not installed.</exception>
    internal static void Install()
    {
        try
        {
            LibBpf.libbpf_set_print(&Print);
        }
        catch (DllNotFoundException)
        {
            throw LinkException.ForMissingLibrary(LibBpf.Library, "libbpf1");
        }
    }

    /// <summary>The warnings of this thread since the last call.</summary>
    internal static string Take()
    {
        string warnings = t_warnings?.ToString().TrimEnd() ?? "";
        t_warnings?.Clear();
        return warnings;
    }

    /// <remarks>A <c>va_list</c> parameter is a pointer in the ABI of x86-64 and of arm64.</remarks>
    [UnmanagedCallersOnly]
    private static int Print(int level, byte* format, nint arguments)
    {
        if (level != LibBpf.LIBBPF_WARN) return 0;
        byte* line = stackalloc byte[LineBytes];
        int length = Math.Min(vsnprintf(line, LineBytes, format, arguments), LineBytes - 1);
        if (length > 0) (t_warnings ??= new StringBuilder()).Append(Encoding.UTF8.GetString(line, length));
        return 0;
    }

    [LibraryImport("libc")]
    private static partial int vsnprintf(byte* s, nuint maxlen, byte* format, nint arg);
}
