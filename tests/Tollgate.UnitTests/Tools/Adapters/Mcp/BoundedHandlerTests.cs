using System.Net;
using System.Text;
using Tollgate.Tools.Adapters.Mcp;

namespace Tollgate.UnitTests.Tools.Adapters.Mcp;

public sealed class BoundedHandlerTests
{
    private const string Answer = """{"jsonrpc":"2.0","id":1,"result":{"method":"none"}}""";
    private const string Call = """{"jsonrpc":"2.0","id":1,"params":{},"method":"tools/call"}""";

    [Fact]
    public async Task Server_ThatAsksMoreThanIsAnsweredAtOnce_KeepsNobodyElseWaiting()
    {
        using var network = new Gate();
        using var client = new HttpMessageInvoker(new BoundedHandler(network, 1_000, TimeProvider.System));

        var answers = Enumerable.Range(0, 1_000).Select(_ => SendAsync(client, Answer)).ToList();
        var dropped = answers.Where(answer => answer.IsCompletedSuccessfully).ToList();
        var call = SendAsync(client, Call);

        network.Asked.ShouldBe(BoundedHandler.MostAnswers + 1);
        dropped.Count.ShouldBe(1_000 - BoundedHandler.MostAnswers);
        network.Open();
        (await call).ShouldBe(HttpStatusCode.OK);
        (await Task.WhenAll(answers)).ShouldAllBe(status => status == HttpStatusCode.Accepted || status == HttpStatusCode.OK);
        (await SendAsync(client, Answer)).ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<HttpStatusCode> SendAsync(HttpMessageInvoker client, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://127.0.0.1:1/mcp");
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request, CancellationToken.None);
        return response.StatusCode;
    }

    /// <summary>A server that answers once it is let.</summary>
    private sealed class Gate : HttpMessageHandler
    {
        private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public void Open() => _opened.SetResult();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            await _opened.Task;
            return new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request };
        }
    }
}
