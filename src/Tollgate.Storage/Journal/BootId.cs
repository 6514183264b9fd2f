namespace Tollgate.Storage.Journal;

/// <summary>Names this start of the machine: memory that was not flushed outlives a process, but not another boot.</summary>
internal static class BootId
{
    private const string Source = "/proc/sys/kernel/random/boot_id";

    /// <summary>The boot's id; zero where the system tells none, which counts as another boot each time.</summary>
    public static UInt128 Read() =>
        File.Exists(Source) && UInt128.TryParse(
            File.ReadAllText(Source).Trim().Replace("-", string.Empty, StringComparison.Ordinal),
            System.Globalization.NumberStyles.HexNumber,
            System.Globalization.CultureInfo.InvariantCulture,
            out var id)
            ? id
            : UInt128.Zero;
}
