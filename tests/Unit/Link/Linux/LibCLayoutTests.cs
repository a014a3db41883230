using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Beamer.Link;
using Beamer.Link.Bpf;
using Beamer.Link.Linux;
using Xunit;

namespace Beamer.Tests.Unit.Link.Linux;

/// <summary>Our copies of the kernel's structs and constants are proved by a C compiler against its headers.</summary>
public sealed class LibCLayoutTests
{
    private const string Headers = """
        #define _GNU_SOURCE
        #include <errno.h>
        #include <fcntl.h>
        #include <net/if.h>
        #include <netinet/in.h>
        #include <netinet/ip.h>
        #include <netinet/tcp.h>
        #include <poll.h>
        #include <sched.h>
        #include <stddef.h>
        #include <sys/eventfd.h>
        #include <sys/ioctl.h>
        #include <sys/mman.h>
        #include <sys/resource.h>
        #include <sys/socket.h>
        #include <linux/ethtool.h>
        #include <linux/filter.h>
        #include <linux/if_ether.h>
        #include <linux/if_packet.h>
        #include <linux/if_tun.h>
        #include <linux/inet_diag.h>
        #include <linux/netlink.h>
        #include <linux/rtnetlink.h>
        #include <linux/sock_diag.h>
        #include <linux/sockios.h>

        """;

    private const string BpfHeaders = """
        #include <stddef.h>
        #include <bpf/bpf.h>
        #include <bpf/libbpf.h>
        #include <linux/if_link.h>

        """;

    // Socket options of the packet level that glibc defines only in a header that clashes with the kernel's.
    private const string Levels = "#ifndef SOL_PACKET\n#define SOL_PACKET 263\n#endif\n";

    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly TcpSocketState[] StatesOfOurOwn = [TcpSocketState.None, TcpSocketState.NewSynReceived];

    [Fact]
    public void Structs_and_constants_are_those_of_the_kernel_headers()
    {
        (int exitCode, string errors) = Compile(
            Headers + Levels + Structs(typeof(LibC)) + Constants(typeof(LibC)) + States());

        Assert.True(exitCode == 0, errors);
    }

    [Fact]
    public void Structs_and_constants_are_those_of_libbpf()
    {
        (int exitCode, string errors) = Compile(
            BpfHeaders + Structs(typeof(LibBpf)) + Constants(typeof(LibBpf)));

        Assert.True(exitCode == 0, errors);
    }

    [Fact]
    public void A_wrong_offset_does_not_compile()
    {
        (int exitCode, _) = Compile(Headers + "_Static_assert(sizeof(struct tpacket3_hdr) == 47, \"\");\n");

        Assert.NotEqual(0, exitCode);
    }

    private static string Structs(Type library)
    {
        var code = new StringBuilder();
        foreach (Type type in library.GetNestedTypes(Declared).Where(type => type.IsValueType))
        {
            // Marshal.SizeOf knows nothing of fixed buffers that overlap; Unsafe.SizeOf is what the runtime uses.
            MethodInfo sizeOf = typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type);
            // Of what the kernel tells about its objects, ours are the first words.
            string relation = type.Name.EndsWith("_info", StringComparison.Ordinal) ? ">=" : "==";
            Demand(code, $"sizeof(struct {type.Name}) {relation} {sizeOf.Invoke(null, null)}");
            foreach (FieldInfo field in type.GetFields(Declared).Where(field => !field.IsPrivate))
            {
                string name = field.Name.Replace("xdp_ifindex", "xdp.ifindex", StringComparison.Ordinal);
                Demand(code, $"offsetof(struct {type.Name}, {name}) == {Marshal.OffsetOf(type, field.Name)}");
            }
        }

        return code.ToString();
    }

    private static string Constants(Type library)
    {
        var code = new StringBuilder();
        IEnumerable<FieldInfo> fields = library.GetFields(Declared)
            .Where(field => field.IsLiteral && field.FieldType != typeof(string) && !field.IsPrivate);
        foreach (FieldInfo field in fields)
            Demand(code, $"{field.Name} == {field.GetRawConstantValue()}");
        return code.ToString();
    }

    private static string States()
    {
        var code = new StringBuilder();
        foreach (TcpSocketState state in Enum.GetValues<TcpSocketState>().Except(StatesOfOurOwn))
            Demand(code, $"TCP_{CNameOf(state)} == {(int)state}");
        return code.ToString();
    }

    private static string CNameOf(TcpSocketState state) => state switch
    {
        TcpSocketState.SynReceived => "SYN_RECV",
        TcpSocketState.SynSent => "SYN_SENT",
        TcpSocketState.TimeWait => "TIME_WAIT",
        TcpSocketState.CloseWait => "CLOSE_WAIT",
        TcpSocketState.LastAck => "LAST_ACK",
        TcpSocketState.FinWait1 => "FIN_WAIT1",
        TcpSocketState.FinWait2 => "FIN_WAIT2",
        _ => state.ToString().ToUpperInvariant(),
    };

    private static void Demand(StringBuilder code, string fact) =>
        code.Append("_Static_assert(").Append(fact).Append(", \"").Append(fact).Append("\");\n");

    private static (int ExitCode, string Errors) Compile(string code)
    {
        var start = new ProcessStartInfo("cc", "-x c -fsyntax-only -Werror -")
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        using Process compiler = Process.Start(start)!;
        compiler.StandardInput.Write(code);
        compiler.StandardInput.Close();
        string errors = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        return (compiler.ExitCode, errors);
    }
}
