using System.Net;
using System.Text;
using Tollgate.Payments.Stripe;

namespace Tollgate.UnitTests.Payments.Stripe;

/// <summary>A network on which each request meets the next answer of a script.</summary>
internal sealed class ScriptedStripe : HttpMessageHandler
{
    public const string Key = "sk_test_canary0123456789";
    private readonly Queue<Func<CancellationToken, Task<HttpResponseMessage>>> _answers = new();

    /// <summary>What was sent: method, address, headers and body.</summary>
    public List<(string Method, Uri Address, Dictionary<string, string> Headers, string Body)> Sent { get; } = [];

    public ScriptedStripe Answer(int status, string body, params (string Name, string Value)[] headers)
    {
        _answers.Enqueue(_ => Task.FromResult(Reply(status, Encoding.UTF8.GetBytes(body), headers)));
        return this;
    }

    public ScriptedStripe AnswerBytes(int length)
    {
        _answers.Enqueue(_ => Task.FromResult(Reply(200, new byte[length], [])));
        return this;
    }

    public ScriptedStripe Fail(HttpRequestError error)
    {
        _answers.Enqueue(_ => Task.FromException<HttpResponseMessage>(new HttpRequestException(error)));
        return this;
    }

    public ScriptedStripe Hang()
    {
        _answers.Enqueue(async token =>
        {
            var never = new TaskCompletionSource<HttpResponseMessage>();
            await using (token.Register(() => never.TrySetCanceled(token)))
            {
                return await never.Task;
            }
        });
        return this;
    }

    public StripeClient Client(TimeProvider time, string? account = null) => new(
        new StripeOptions { SecretKey = Key, WebhookSecrets = [], Account = account, BaseAddress = new Uri("https://stripe.example/base/") },
        this, time, new Random(3));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var headers = request.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.Ordinal);
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Sent.Add((request.Method.Method, request.RequestUri!, headers, body));
        var answer = _answers.Dequeue();
        return await answer(cancellationToken);
    }

    private static HttpResponseMessage Reply(int status, byte[] body, (string Name, string Value)[] headers)
    {
        var reply = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in headers)
        {
            reply.Headers.TryAddWithoutValidation(name, value);
        }

        return reply;
    }
}
