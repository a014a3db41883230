using System.Globalization;

namespace Beamer.Link;

/// <summary>One kernel setting below <c>/proc/sys</c>, of the calling thread's network namespace.</summary>
/// <param name="name">As <c>sysctl(8)</c> has it, with slashes: <c>net/ipv4/conf/eth0.100/rp_filter</c>.</param>
public sealed class SysctlFile(string name)
{
    private readonly string _path = "/proc/sys/" + name;

    /// <summary>Reads a number.</summary>
    /// <exception cref="LinkException">There is no such setting.</exception>
    public int Read()
    {
        try
        {
            return int.Parse(File.ReadAllText(_path), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LinkException.ForError($"read the kernel setting {name}", ErrnoOf(e));
        }
    }

    /// <summary>Writes a number.</summary>
    /// <exception cref="LinkException">There is no such setting, or it may not be written.</exception>
    public void Write(int value)
    {
        try
        {
            File.WriteAllText(_path, value.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LinkException.ForError($"set the kernel setting {name} to {value}", ErrnoOf(e));
        }
    }

    private static int ErrnoOf(Exception e) => e switch
    {
        UnauthorizedAccessException => Linux.LibC.EACCES,
        FileNotFoundException or DirectoryNotFoundException => Linux.LibC.ENOENT,
        _ => Linux.LibC.EINVAL,
    };
}
