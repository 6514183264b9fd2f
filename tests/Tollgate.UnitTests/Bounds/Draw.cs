using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tollgate.UnitTests.Bounds;

/// <summary>What chance says, from one seed.</summary>
internal sealed class Draw(int seed)
{
    private static readonly string[] Pieces =
    [
        "a", "word ", "1234567890", "\n", "\"quoted\"", "\\", "é", "ß", "日本語", "😀", "\u0001", "</s>", "{\"k\":1}", "   ", "ﷺ", "Ω≈",
    ];

    private readonly Random _random = new(seed);

    /// <summary>True in so many of a hundred cases.</summary>
    public bool In(int percent) => _random.Next(100) < percent;

    public int To(int most) => _random.Next(most + 1);

    public int From(int least, int most) => _random.Next(least, most + 1);

    public T One<T>(params ReadOnlySpan<T> of) => of[_random.Next(of.Length)];

    /// <summary>Mostly short; now and then long.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        for (var left = In(3) ? From(100, 2_000) : To(12); left > 0; left--)
        {
            text.Append(One<string>(Pieces));
        }

        return text.ToString();
    }

    /// <summary>How often each side speaks: mostly a few times, now and then in a long talk of nearly nothing.</summary>
    public int Turns() => In(3) ? From(20, 60) : From(1, 4);

    public string Name() => One("f", "look_up", "Get-Weather", "tool_with_quite_a_long_name_of_its_own");

    /// <summary>A schema of an object.</summary>
    public void Schema(Utf8JsonWriter json, int depth = 0)
    {
        json.WriteStartObject();
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        for (var i = To(3); i > 0; i--)
        {
            json.WriteStartObject("p" + i);
            json.WriteString("type", One("string", "integer", "boolean"));
            json.WriteString("description", Text());
            json.WriteEndObject();
        }

        if (depth < 2 && In(20))
        {
            json.WritePropertyName("deep");
            Schema(json, depth + 1);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>A body, its texts as different clients write them: escaped or plain.</summary>
    public byte[] Body(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        var encoder = In(50) ? JavaScriptEncoder.Default : JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = encoder, Indented = In(10) }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
