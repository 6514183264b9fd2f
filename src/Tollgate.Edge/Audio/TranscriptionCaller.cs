using Tollgate.Dialects.Audio;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Sound;
using Tollgate.Doors.Forms;
using Tollgate.Edge.Walk;
using Tollgate.Inference.Facts;

namespace Tollgate.Edge.Audio;

/// <summary>Callers of <c>POST /v1/audio/transcriptions</c>. One a request, since its form is not what other kinds read.</summary>
/// <param name="form">The request.</param>
/// <param name="length">How long its file lasts.</param>
internal sealed class TranscriptionCaller(UploadForm form, SoundLength length) : ICallKind
{
    private const string File = "file";

    /// <inheritdoc/>
    public string Route => "audio.transcriptions";

    /// <inheritdoc/>
    public CallBody? Read(in CallAsk ask, CallFacts facts, out DialectFault fault)
    {
        fault = default;
        var fields = new List<FormField>(form.Parts.Count);
        var isThere = false;
        foreach (var part in form.Parts)
        {
            if (part.File is null)
            {
                fields.Add(new FormField(part.Name, part.Value));
            }
            else if (part.Name == File)
            {
                isThere = true;
            }
            else
            {
                fault = new DialectFault(part.Name, "The file of the form is named file.");
            }
        }

        if (fault.Message is not null || !TranscriptionRequestReader.TryRead(fields, SoundLength.WholeSeconds(length.MostMs), facts, out fault))
        {
            return null;
        }

        if (!isThere)
        {
            fault = new DialectFault(File, "file is required.");
            return null;
        }

        return new TranscriptionBody(form, length, facts);
    }
}
