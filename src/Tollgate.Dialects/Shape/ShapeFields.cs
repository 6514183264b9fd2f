using System.Text.Json;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Shape;

/// <summary>Reads the members of a request into the shape: here what several dialects name and mean alike, by the dialect all else.</summary>
internal static class ShapeFields
{
    /// <summary>Reads one member that is not null; false when it is refused.</summary>
    public delegate bool Reader(RawBody body, JsonProperty member, ChatShape shape, out DialectFault fault);

    /// <summary>The request as a whole; null, with the fault, when it is no object.</summary>
    public static RawBody? Open(ReadOnlyMemory<byte> bytes, out DialectFault fault)
    {
        var body = RawBody.Read(bytes);
        fault = body is null ? new DialectFault(null, "The body must be a JSON object.") : default;
        return body;
    }

    /// <summary>Every member, in order, up to the first that is refused.</summary>
    public static bool TryRead(RawBody body, ChatShape shape, Reader read, out DialectFault fault)
    {
        fault = default;
        foreach (var member in body.Root.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null && !read(body, member, shape, out fault))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True for a member that every dialect has which names its model in the body.</summary>
    public static bool TryReadAlike(RawBody body, JsonProperty member, ChatShape shape)
    {
        var value = member.Value;
        switch (member.Name)
        {
            case "model":
                shape.Model = value.GetString() ?? "";
                return true;
            case "stream":
                shape.Stream = value.ValueKind == JsonValueKind.True;
                return true;
            case "service_tier":
                shape.ServiceTier = RawBody.Word(value);
                shape.Mark(ShapeField.ServiceTier);
                return true;
            case "temperature":
                shape.Temperature = body.Of(value);
                shape.Mark(ShapeField.Temperature);
                return true;
            case "top_p":
                shape.TopP = body.Of(value);
                shape.Mark(ShapeField.TopP);
                return true;
            default:
                return false;
        }
    }

    /// <summary>True for a member of OpenAI's dialects, beside those of <see cref="TryReadAlike"/>.</summary>
    public static bool TryReadOpenAi(RawBody body, JsonProperty member, ChatShape shape)
    {
        var value = member.Value;
        switch (member.Name)
        {
            case "parallel_tool_calls":
                shape.ParallelTools = value.ValueKind == JsonValueKind.True;
                return true;
            case "user" or "safety_identifier":
                shape.User = value.ValueKind == JsonValueKind.String ? body.Of(value) : shape.User;
                return true;
            default:
                return TryReadAlike(body, member, shape);
        }
    }

    /// <summary>What becomes of a field that only one dialect has.</summary>
    /// <param name="known">All that are known of it.</param>
    /// <param name="name">The field.</param>
    /// <param name="written">How its caller wrote it, where there is more than one way.</param>
    public static ForeignFate FateOf(IReadOnlyList<ForeignFate> known, string name, string? written = null) =>
        known.FirstOrDefault(row => row.Name == name) ?? new ForeignFate(written ?? name, Fate.Dropped, "It is not known.");
}
