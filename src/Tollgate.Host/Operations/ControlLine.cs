using System.Text;

namespace Tollgate.Host.Operations;

/// <summary>Reads the one line that each side of the control socket sends.</summary>
internal static class ControlLine
{
    /// <summary>The line without its end; what came before the stream ended, if no end came.</summary>
    /// <exception cref="IOException">the line is longer than allowed.</exception>
    public static async Task<string> ReadAsync(Stream stream, int mostBytes, CancellationToken cancellationToken)
    {
        var bytes = new byte[1024];
        var length = 0;
        while (true)
        {
            var read = await stream.ReadAsync(bytes.AsMemory(length), cancellationToken);
            var end = Array.IndexOf(bytes, (byte)'\n', length, read);
            length += read;
            if (read == 0 || end >= 0)
            {
                return Encoding.UTF8.GetString(bytes, 0, end >= 0 ? end : length);
            }

            if (length == bytes.Length)
            {
                if (length >= mostBytes)
                {
                    throw new IOException("The line is too long.");
                }

                Array.Resize(ref bytes, length * 2);
            }
        }
    }
}
