using System.Text;
using System.Text.Json;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Reading;

/// <summary>Where a reader of a request stands, and what is wrong with it once something is.</summary>
internal ref struct RequestWalk
{
    /// <summary>No model takes or gives more, and sums of it stay far from overflow.</summary>
    public const long MostTokens = 1_000_000_000;

    /// <summary>Most fields of one object.</summary>
    public const int MostFields = 128;

    private const int MostNameBytes = 64;

    /// <summary>Stands on what is read.</summary>
    public Utf8JsonReader Reader;

    /// <summary>What is wrong, once something is.</summary>
    public DialectFault Fault;

    private bool _metadataFirst;

    public RequestWalk(ReadOnlySpan<byte> body)
    {
        Body = body;
        Reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonSyntax.MostDepth });
    }

    public ReadOnlySpan<byte> Body { get; }

    /// <summary>Where the member that is read begins.</summary>
    public int MemberStart { get; private set; }

    /// <summary>Where the member before it ends; 0 for the first.</summary>
    public int PreviousEnd { get; private set; }

    /// <summary>The member <c>metadata</c> with the comma that must go with it; see <see cref="TakeMetadata"/>.</summary>
    public ByteRange MetadataMember { get; private set; }

    /// <summary>The value that the reader stands on: its bytes, of an object or an array those of its start.</summary>
    public readonly ByteRange Here => new((int)Reader.TokenStartIndex, (int)Reader.BytesConsumed);

    /// <summary>The reader stands on the name of the next member of the root.</summary>
    public void BeginMember()
    {
        MemberStart = (int)Reader.TokenStartIndex;
        if (_metadataFirst)
        {
            // It takes the comma behind it along.
            MetadataMember = new ByteRange(MetadataMember.Start, MemberStart);
            _metadataFirst = false;
        }
    }

    /// <summary>The reader stands at the end of the member's value.</summary>
    public void EndMember() => PreviousEnd = (int)Reader.BytesConsumed;

    /// <summary>The number that the reader stands on; false when it is no integer.</summary>
    public readonly bool TryGetInteger(out long value)
    {
        value = 0;
        return Reader.TokenType == JsonTokenType.Number && Reader.TryGetInt64(out value);
    }

    /// <summary>Notes that the member just read is <c>metadata</c>, which may have to be cut out.</summary>
    public void TakeMetadata()
    {
        _metadataFirst = PreviousEnd == 0;
        MetadataMember = new ByteRange(_metadataFirst ? MemberStart : PreviousEnd, (int)Reader.BytesConsumed);
    }

    /// <summary>Always false, with the fault; names are cut to a length that can be shown.</summary>
    public bool RefuseNamed(ReadOnlySpan<byte> name, string message) =>
        Refuse(Encoding.UTF8.GetString(name.Length > MostNameBytes ? name[..MostNameBytes] : name), message);

    /// <summary>Always false, with the fault.</summary>
    public bool Refuse(string? param, string message)
    {
        Fault = new DialectFault(param, message);
        return false;
    }
}
