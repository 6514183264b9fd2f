using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Tollgate.Testing;

/// <summary>A web of the tests' own: answers by whole address, and what it does not know with 404. Nothing leaves the process.</summary>
public sealed class FakeWeb : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, Func<CancellationToken, Task<HttpResponseMessage>>> _pages = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _asked = new();

    /// <summary>Addresses that were asked, in their order.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <summary>What an address answers.</summary>
    public FakeWeb Answer(string address, string body, int status = 200, string type = "application/json", params (string Name, string Value)[] headers)
    {
        _pages[address] = _ =>
        {
            var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, type) };
            foreach (var (name, value) in headers)
            {
                response.Headers.TryAddWithoutValidation(name, value);
            }

            return Task.FromResult(response);
        };
        return this;
    }

    /// <summary>An address that leads elsewhere.</summary>
    public FakeWeb Lead(string address, string to) => Answer(address, "", 302, "text/plain", ("Location", to));

    /// <summary>An address that cannot be reached.</summary>
    public FakeWeb Break(string address)
    {
        _pages[address] = _ => Task.FromException<HttpResponseMessage>(new HttpRequestException("no route to host"));
        return this;
    }

    /// <summary>An address that never answers; the task completes when it is asked.</summary>
    public Task Hang(string address)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _pages[address] = async stop =>
        {
            var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registered = stop.Register(end.SetResult);
            asked.TrySetResult();
            await end.Task;
            throw new OperationCanceledException(stop);
        };
        return asked.Task;
    }

    /// <summary>An address that answers when it is told to; the task completes when it is asked.</summary>
    public (Task Asked, Action<string> Release) Hold(string address)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var body = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pages[address] = async _ =>
        {
            asked.TrySetResult();
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(await body.Task, Encoding.UTF8, "application/json") };
        };
        return (asked.Task, body.SetResult);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!.AbsoluteUri;
        _asked.Enqueue(address);
        return _pages.TryGetValue(address, out var page) ? page(cancellationToken) : Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound));
    }
}
