using System.Text;
using BenchmarkDotNet.Attributes;
using Tollgate.Dialects.OpenAi;
using Tollgate.Dialects.Sse;

namespace Tollgate.Bench.Sse;

/// <summary>A stream of 500 events watched as it goes by: what the relay adds to copying bytes.</summary>
public class StreamBench
{
    private const int Events = 500;

    private readonly byte[] _stream = Make();
    private readonly ChatStreamReader _reader = new();

    /// <summary>For each event.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public long Watch()
    {
        _reader.Reset();
        var rest = _stream.AsSpan();
        while (SseScanner.NextEventLength(rest) is var length and > 0)
        {
            _reader.Observe(rest[..length]);
            rest = rest[length..];
        }

        return _reader.CountedOutputBytes;
    }

    private static byte[] Make()
    {
        const string Head = """data: {"id":"chatcmpl-9","object":"chat.completion.chunk","created":1763762400,"model":"gpt-4o-mini","choices":""";
        var text = new StringBuilder();
        for (var i = 0; i < Events - 2; i++)
        {
            text.Append(Head).Append("""[{"index":0,"delta":{"content":" word"},"finish_reason":null}]}""").Append("\n\n");
        }

        text.Append(Head).Append("""[],"usage":{"prompt_tokens":12,"completion_tokens":498,"total_tokens":510}}""").Append("\n\n");
        return Encoding.UTF8.GetBytes(text.Append("data: [DONE]\n\n").ToString());
    }
}
