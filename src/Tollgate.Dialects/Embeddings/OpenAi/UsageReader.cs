using System.Text.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Embeddings.OpenAi;

/// <summary>The <c>usage</c> of a reply.</summary>
internal static class UsageReader
{
    /// <summary>Reads the value the reader stands on.</summary>
    public static UsageState Read(ref Utf8JsonReader reader, out ReportedUsage usage)
    {
        usage = default;
        if (!UsageReport.TryOpen(ref reader, out var state))
        {
            return state;
        }

        var (prompt, total, broken) = (-1L, -1L, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("prompt_tokens"u8))
            {
                TokenNumber.Take(ref reader, ref prompt, ref broken);
            }
            else if (reader.ValueTextEquals("total_tokens"u8))
            {
                TokenNumber.Take(ref reader, ref total, ref broken);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        // There is no output: a total beyond the input has been read too.
        var tokens = Math.Max(prompt, total);
        usage = new ReportedUsage { InputTokens = Math.Max(tokens, 0) };

        // Nothing is read of no input: who says 0 does not count, such as a gateway before a provider that reports nothing.
        return broken ? UsageState.Absurd : tokens <= 0 ? UsageState.Missing : UsageState.Reported;
    }
}
