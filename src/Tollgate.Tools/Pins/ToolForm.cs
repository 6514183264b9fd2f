using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Tollgate.Tools.Pins;

/// <summary>What another server says of one of its tools: all that a model, or a program before a call, goes by.</summary>
internal sealed record ToolForm
{
    public required string Name { get; init; }

    public string? Title { get; init; }

    public string Description { get; init; } = "";

    /// <summary>JSON Schema of the arguments, an object.</summary>
    public required JsonElement InputSchema { get; init; }

    public JsonElement? OutputSchema { get; init; }

    /// <summary>Hints such as that it only reads, an object.</summary>
    public JsonElement? Annotations { get; init; }

    /// <summary>The whole in canonical form, as SHA-256 in hex.</summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in new[] { Bytes(Name), Bytes(Title), Bytes(Description) }.Concat(Parts()))
        {
            BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
            hash.AppendData(length);
            hash.AppendData(part);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Bytes of the whole.</summary>
    public int Size() => Encoding.UTF8.GetByteCount(Name + Title + Description) + Parts().Sum(p => p.Length);

    /// <summary>Names of what is different in another form of the tool.</summary>
    public IReadOnlyList<string> DifferencesTo(ToolForm other)
    {
        var differences = new List<string>();
        Add("title", Title == other.Title);
        Add("description", Description == other.Description);
        Add("input_schema", Same(InputSchema, other.InputSchema));
        Add("output_schema", Same(OutputSchema, other.OutputSchema));
        Add("annotations", Same(Annotations, other.Annotations));
        return differences;

        void Add(string name, bool same)
        {
            if (!same)
            {
                differences.Add(name);
            }
        }
    }

    /// <summary>Whether another form takes the same arguments and says the same of what a call does: then a call means what it meant.</summary>
    public bool CallsLike(ToolForm other) => Same(InputSchema, other.InputSchema) && Same(Annotations, other.Annotations);

    private static bool Same(JsonElement? one, JsonElement? other) =>
        CanonicalJson.Bytes(one).AsSpan().SequenceEqual(CanonicalJson.Bytes(other));

    private static byte[] Bytes(string? text) => Encoding.UTF8.GetBytes(text ?? "");

    private byte[][] Parts() => [CanonicalJson.Bytes(InputSchema), CanonicalJson.Bytes(OutputSchema), CanonicalJson.Bytes(Annotations)];
}
