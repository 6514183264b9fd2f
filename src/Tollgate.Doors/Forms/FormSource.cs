using System.Text;
using Tollgate.Inference.Providers;

namespace Tollgate.Doors.Forms;

/// <summary>A form as it is sent on: its parts in their order, the files from where they lie. Its length is known before its first byte is
/// read.</summary>
public sealed class FormSource : ByteSource
{
    private readonly List<Piece> _pieces = [];
    private readonly long _length;

    private FormSource(IEnumerable<FormPart> parts, string boundary)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            WriteHead(part, boundary, text);
            Add(Encoding.UTF8.GetBytes(text.ToString()), null);
            Add(part.Value, part.File);
            text.Clear().Append("\r\n");
        }

        Add(Encoding.UTF8.GetBytes($"{text}--{boundary}--\r\n"), null);
        _length = _pieces[^1].End;
    }

    /// <inheritdoc/>
    public override long Length => _length;

    /// <summary>The form as a body to be sent. Valid as long as its files are.</summary>
    /// <param name="parts">What it holds.</param>
    /// <param name="digest">Of the form that they come from: it cannot be part of its own content, so a boundary made of it never is.</param>
    public static ModelUpload Of(IEnumerable<FormPart> parts, ReadOnlySpan<byte> digest)
    {
        var boundary = "tollgate-" + Convert.ToHexStringLower(digest[..16]);
        return new ModelUpload("multipart/form-data; boundary=" + boundary, new FormSource(parts, boundary));
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(long position, Memory<byte> buffer)
    {
        var filled = 0;
        while (filled < buffer.Length && await ReadPieceAsync(position + filled, buffer[filled..]) is > 0 and var read)
        {
            filled += read;
        }

        return filled;
    }

    private ValueTask<int> ReadPieceAsync(long position, Memory<byte> buffer)
    {
        foreach (var piece in _pieces)
        {
            if (position >= piece.End)
            {
                continue;
            }

            var at = position - piece.Start;
            if (piece.File is not null)
            {
                return piece.File.ReadAsync(at, buffer);
            }

            var count = Math.Min(buffer.Length, piece.Bytes.Length - (int)at);
            piece.Bytes.AsMemory((int)at, count).CopyTo(buffer);
            return ValueTask.FromResult(count);
        }

        return ValueTask.FromResult(0);
    }

    private void Add(byte[] bytes, ByteSource? file)
    {
        var start = _pieces.Count == 0 ? 0 : _pieces[^1].End;
        _pieces.Add(new Piece(start, start + (file?.Length ?? bytes.Length), bytes, file));
    }

    private static void WriteHead(FormPart part, string boundary, StringBuilder text)
    {
        text.Append("--").Append(boundary).Append("\r\nContent-Disposition: form-data; name=\"").Append(Quoted(part.Name)).Append('"');
        if (part.FileName is { } fileName)
        {
            text.Append("; filename=\"").Append(Quoted(fileName)).Append('"');
        }

        if (part.ContentType is { } type)
        {
            text.Append("\r\nContent-Type: ").Append(type);
        }

        text.Append("\r\n\r\n");
    }

    // As browsers write names: nothing of them ends the quotes or the line.
    private static string Quoted(string name) => name
        .Replace("\"", "%22", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    private readonly record struct Piece(long Start, long End, byte[] Bytes, ByteSource? File);
}
