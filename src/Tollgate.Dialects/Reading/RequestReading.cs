using System.Text.Json;
using System.Text.Unicode;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Reading;

/// <summary>Goes over a request once, from its first byte to its last. What its fields mean is each dialect's own.</summary>
internal static class RequestReading
{
    /// <summary>Reads and validates a whole body.</summary>
    public static bool TryRead<TFields>(ReadOnlySpan<byte> body, ref TFields fields, out DialectFault fault)
        where TFields : struct, IRequestFields, allows ref struct
    {
        if (!Utf8.IsValid(body))
        {
            fault = new DialectFault(null, "The body is not valid UTF-8.");
            return false;
        }

        var walk = new RequestWalk(body);
        try
        {
            var read = TryReadRoot(ref walk, ref fields);
            fault = walk.Fault;
            return read;
        }
        catch (JsonException broken)
        {
            fault = JsonSyntax.Broken(broken);
            return false;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, where a name or a word is compared.
            fault = new DialectFault(null, "The body holds an escaped text that is not valid Unicode.");
            return false;
        }
    }

    private static bool TryReadRoot<TFields>(ref RequestWalk walk, ref TFields fields)
        where TFields : struct, IRequestFields, allows ref struct
    {
        if (!walk.Reader.Read() || walk.Reader.TokenType != JsonTokenType.StartObject)
        {
            return walk.Refuse(null, "The body must be a JSON object.");
        }

        var keys = new KeysSeen(walk.Body, stackalloc int[RequestWalk.MostFields]);
        while (walk.Reader.Read() && walk.Reader.TokenType == JsonTokenType.PropertyName)
        {
            walk.BeginMember();
            if (!keys.TryAdd(in walk.Reader, null, out walk.Fault))
            {
                return false;
            }

            var name = walk.Reader.ValueSpan;
            if (!fields.TryName(ref walk, name))
            {
                return false;
            }

            walk.Reader.Read();
            if (!fields.TryValue(ref walk, name))
            {
                return false;
            }

            walk.EndMember();
        }

        walk.Reader.Read();
        return fields.TryEnd(ref walk);
    }
}
