using System.Text;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Providers.Practice;
using Tollgate.Testing;

namespace Tollgate.UnitTests.Providers.Practice;

/// <summary>Asks the practice provider as a call would.</summary>
internal static class PracticeAsk
{
    public static async Task<ModelReply> SendAsync(ModelApi api, string body, string model, long window, bool stream = false)
    {
        var target = new ProviderTarget { Name = "practice", Kind = "practice", BaseUrl = new Uri("practice://builtin"), ApiKey = "" };
        var request = new ModelRequest(target, model, stream, Encoding.UTF8.GetBytes(body)) { Api = api, ContextWindow = window };
        var (reply, _) = await new PracticeProvider(new ManualTime()).SendAsync(request, CancellationToken.None);
        return reply.ShouldNotBeNull();
    }

    public static async Task<byte[]> ReadAsync(ModelReply reply)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[1_000];
        while (await reply.ReadAsync(buffer) is > 0 and var read)
        {
            whole.Write(buffer, 0, read);
        }

        return whole.ToArray();
    }
}
