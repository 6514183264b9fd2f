using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Tollgate.Calls.Errors;
using Tollgate.Doors.Bodies;

namespace Tollgate.Doors.Forms;

/// <summary>Reads a form of fields and files as it comes: fields into memory, files into the room for them. Fields may stand before a file and
/// behind it. One a request.</summary>
internal sealed class FormReader(UploadRoom room, UInt128 workspace, FormLimits limits, TimeProvider time) : IDisposable
{
    private const int MostBoundaryCharacters = 70;
    private const int MostPartHeaders = 8;
    private const int MostPartHeadBytes = 4 * 1024;
    private const int ReadBytes = 32 * 1024;

    // So much has to come in so long: the server's own rule is an average over all that has come, so that whoever sent much at once could keep
    // the room of others for hours.
    private const int BytesOfStep = 64 * 1024;
    private static readonly TimeSpan MostOfStep = TimeSpan.FromSeconds(30);

    private static readonly Refusal NoRoom = new(
        ErrorCode.SERVICE_DEGRADED, "Too many uploaded files are under way.") { RetryAfterSeconds = 1 };

    private readonly List<FormPart> _parts = [];
    private readonly List<byte[]> _hashes = [];
    private readonly byte[] _piece = ArrayPool<byte>.Shared.Rent(ReadBytes);
    private readonly CancellationTokenSource _still = new(MostOfStep, time);
    private long _stepBytes;
    private Spool? _file;
    private int _fieldBytes;
    private bool _taken;

    /// <summary>Reads the whole form; null, with why, when it is none or holds more than it may.</summary>
    public async ValueTask<(UploadForm? Form, Refusal? Refusal)> ReadAsync(HttpRequest request)
    {
        if (BoundaryOf(request.ContentType) is not { } boundary)
        {
            return (null, Refusal.Invalid(null, $"The media type of a form names its boundary, of 1 to {MostBoundaryCharacters} characters."));
        }

        using var waits = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted, _still.Token);
        try
        {
            var reader = new MultipartReader(boundary, request.Body, ReadBytes)
            {
                HeadersCountLimit = MostPartHeaders,
                HeadersLengthLimit = MostPartHeadBytes,
            };
            while (await reader.ReadNextSectionAsync(waits.Token) is { } section)
            {
                if (await ReadPartAsync(section, waits.Token) is { } refusal)
                {
                    return (null, refusal);
                }
            }
        }
        catch (OperationCanceledException) when (_still.IsCancellationRequested && !request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return (null, Broken($"comes too slowly: less than {BytesOfStep} bytes in half a minute"));
        }
        catch (InvalidDataException)
        {
            return (null, Broken("has a head that is too long or cannot be read"));
        }
        catch (IOException ended) when (ended is not BadHttpRequestException && !request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return (null, Broken("does not end with the form's boundary"));
        }

        _taken = true;
        return (new UploadForm(_parts, FormDigest.Of(_parts, _hashes)), null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_piece);
        _still.Dispose();
        _file?.Dispose();
        if (_taken)
        {
            return;
        }

        foreach (var part in _parts)
        {
            part.File?.Dispose();
        }
    }

    private static string? BoundaryOf(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var media))
        {
            return null;
        }

        var boundary = HeaderUtilities.RemoveQuotes(media.Boundary).ToString();
        return boundary.Length is > 0 and <= MostBoundaryCharacters && !boundary.AsSpan().ContainsAnyExceptInRange(' ', '~') ? boundary : null;
    }

    private async ValueTask<Refusal?> ReadPartAsync(MultipartSection section, CancellationToken aborted)
    {
        if (_parts.Count == limits.Parts)
        {
            return Refusal.Invalid(null, $"The form has more than {limits.Parts} parts.");
        }

        if (PartHead.Read(section, out var fault) is not { } head)
        {
            return Broken(fault!);
        }

        return head.FileName is null
            ? await ReadFieldAsync(head, section.Body, aborted)
            : await ReadFileAsync(head, section.Body, aborted);
    }

    private async ValueTask<Refusal?> ReadFieldAsync(PartHead head, Stream body, CancellationToken aborted)
    {
        using var value = new PooledBuffer(256);
        while (await body.ReadAsync(_piece.AsMemory(0, ReadBytes), aborted) is > 0 and var read)
        {
            Came(read);
            _fieldBytes += read;
            if (_fieldBytes > limits.FieldBytes)
            {
                return Refusal.Invalid(head.Name, $"The fields of the form are longer than {limits.FieldBytes} bytes.");
            }

            _piece.AsSpan(0, read).CopyTo(value.GetSpan(read));
            value.Advance(read);
        }

        _parts.Add(new FormPart(head.Name) { Value = value.Span.ToArray(), ContentType = head.ContentType });
        return null;
    }

    private async ValueTask<Refusal?> ReadFileAsync(PartHead head, Stream body, CancellationToken aborted)
    {
        if (_hashes.Count == limits.Files)
        {
            return Refusal.Invalid(head.Name, "The form holds more than one file.");
        }

        _file = new Spool(room, workspace);
        while (await body.ReadAsync(_piece.AsMemory(0, ReadBytes), aborted) is > 0 and var read)
        {
            Came(read);
            if (_file.Length + read > limits.FileBytes)
            {
                return TooLarge();
            }

            if (!await TryAppendAsync(_file, _piece.AsMemory(0, read)))
            {
                return NoRoom;
            }
        }

        if (await TryCompleteAsync(_file) is not { } hash)
        {
            return NoRoom;
        }

        _hashes.Add(hash);
        _parts.Add(new FormPart(head.Name) { File = _file, FileName = head.FileName, ContentType = head.ContentType });
        _file = null;
        return null;
    }

    private void Came(int bytes)
    {
        _stepBytes += bytes;
        if (_stepBytes >= BytesOfStep)
        {
            _stepBytes = 0;
            _still.CancelAfter(MostOfStep);
        }
    }

    // A disk that takes no more is as good as one that is full.
    private static async ValueTask<bool> TryAppendAsync(Spool file, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return await file.AppendAsync(bytes);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async ValueTask<byte[]?> TryCompleteAsync(Spool file)
    {
        try
        {
            return await file.CompleteAsync();
        }
        catch (IOException)
        {
            return null;
        }
    }

    // The part that was read, or was to be read, when it went wrong.
    private Refusal Broken(string what) =>
        Refusal.Invalid(string.Create(CultureInfo.InvariantCulture, $"parts[{_parts.Count}]"), $"Part {_parts.Count + 1} of the form {what}.");

    private Refusal TooLarge() => new(ErrorCode.PAYLOAD_TOO_LARGE, $"The file is larger than {limits.FileBytes} bytes.")
    {
        Extras = new Dictionary<string, object?> { ["limit_bytes"] = limits.FileBytes },
    };
}
