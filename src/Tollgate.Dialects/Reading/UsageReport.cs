using System.Text.Json;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Reading;

/// <summary>Opens what a provider reports of usage: an object, parts of which are objects too.</summary>
internal static class UsageReport
{
    /// <summary>True where the reader stands on the start of a report. Anything else is passed over.</summary>
    /// <param name="reader">Stands on the value.</param>
    /// <param name="state">What it means that there is none: a null is a missing report, all else an absurd one.</param>
    public static bool TryOpen(ref Utf8JsonReader reader, out UsageState state)
    {
        state = reader.TokenType switch
        {
            JsonTokenType.StartObject => UsageState.Reported,
            JsonTokenType.Null => UsageState.Missing,
            _ => UsageState.Absurd,
        };
        if (state == UsageState.Reported)
        {
            return true;
        }

        reader.Skip();
        return false;
    }

    /// <summary>True where the reader stands on the start of a part. Anything else is passed over: null says nothing, all else breaks the report.</summary>
    public static bool TryOpenPart(ref Utf8JsonReader reader, ref bool broken)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            return true;
        }

        broken |= reader.TokenType != JsonTokenType.Null;
        reader.Skip();
        return false;
    }
}
