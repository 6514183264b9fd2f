using System.Buffers;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.ImageShape;

/// <summary>Writes the members of one JSON object, each value as it was written.</summary>
internal ref struct ImageMembers(IBufferWriter<byte> output)
{
    private bool _any;

    /// <summary>Begins a member, whose value is to be written behind it.</summary>
    public void Name(ReadOnlySpan<byte> name)
    {
        output.Write(_any ? ",\""u8 : "\""u8);
        output.Write(name);
        output.Write("\":"u8);
        _any = true;
    }

    public void Raw(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Name(name);
        output.Write(value);
    }

    public void Text(ReadOnlySpan<byte> name, ReadOnlySpan<byte> utf8)
    {
        Name(name);
        RawWriter.String(output, utf8);
    }

    public void Number(ReadOnlySpan<byte> name, long number)
    {
        Name(name);
        RawWriter.Number(output, number);
    }

    /// <summary>Writes a field under a name of the provider's, where the caller gave it.</summary>
    public void Given(ImageRequest request, ImageField field, ReadOnlySpan<byte> name)
    {
        if (request.Has(field))
        {
            Raw(name, request.Of(field));
        }
    }
}
