using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;

namespace Tollgate.FakeStripe.Events;

/// <summary>How events leave.</summary>
internal enum OutboxMode
{
    Send,

    /// <summary>Kept until they are released.</summary>
    Hold,

    /// <summary>Never sent.</summary>
    Drop,

    /// <summary>Each sent twice.</summary>
    Double,
}

/// <summary>Signs events and sends them to the webhook endpoint, again until it takes them.</summary>
internal sealed class Outbox : IDisposable
{
    private const int MostTries = 20;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly Channel<string> _queue = Channel.CreateUnbounded<string>();
    private readonly Lock _gate = new();
    private readonly List<string> _held = [];
    private Uri? _endpoint;
    private IReadOnlyList<string> _secrets = [];
    private OutboxMode _mode;
    private int _taken;
    private int _refused;

    public Outbox() => _ = SendAllAsync();

    /// <summary>Deliveries that were answered with success, and those that were not.</summary>
    public (int Taken, int Refused) Counts => (Volatile.Read(ref _taken), Volatile.Read(ref _refused));

    /// <param name="endpoint">Null sends nothing.</param>
    /// <param name="secrets">Each signs: more than one while a secret is rotated.</param>
    public void Address(Uri? endpoint, IReadOnlyList<string> secrets)
    {
        lock (_gate)
        {
            (_endpoint, _secrets) = (endpoint, secrets);
        }
    }

    public void Switch(OutboxMode mode)
    {
        lock (_gate)
        {
            _mode = mode;
        }
    }

    public void Put(string news)
    {
        lock (_gate)
        {
            if (_mode == OutboxMode.Hold)
            {
                _held.Add(news);
                return;
            }

            for (var i = 0; i < (_mode == OutboxMode.Drop ? 0 : _mode == OutboxMode.Double ? 2 : 1); i++)
            {
                _queue.Writer.TryWrite(news);
            }
        }
    }

    /// <summary>Sends what was kept.</summary>
    /// <param name="reversed">Newest first.</param>
    /// <param name="times">How often each.</param>
    public void Release(bool reversed, int times)
    {
        lock (_gate)
        {
            var held = reversed ? Enumerable.Reverse(_held).ToList() : [.. _held];
            _held.Clear();
            foreach (var news in held.SelectMany(each => Enumerable.Repeat(each, times)))
            {
                _queue.Writer.TryWrite(news);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The header of a signed event.</summary>
    public static string Sign(string body, long time, IEnumerable<string> secrets)
    {
        var content = Encoding.UTF8.GetBytes($"{time.ToString(CultureInfo.InvariantCulture)}.{body}");
        return $"t={time}" + string.Concat(secrets.Select(secret =>
            ",v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), content))));
    }

    private async Task SendAllAsync()
    {
        await foreach (var news in _queue.Reader.ReadAllAsync())
        {
            using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            for (var attempt = 0; attempt < MostTries && !await TrySendAsync(news); attempt++)
            {
                await pause.WaitForNextTickAsync();
            }
        }
    }

    private async Task<bool> TrySendAsync(string news)
    {
        Uri? endpoint;
        IReadOnlyList<string> secrets;
        lock (_gate)
        {
            (endpoint, secrets) = (_endpoint, _secrets);
        }

        if (endpoint is null)
        {
            return true;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
        request.Content = new StringContent(news, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        request.Headers.TryAddWithoutValidation("Stripe-Signature", Sign(news, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), secrets));
        try
        {
            using var response = await _http.SendAsync(request);
            Interlocked.Increment(ref response.IsSuccessStatusCode ? ref _taken : ref _refused);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            Interlocked.Increment(ref _refused);
            return false;
        }
    }
}
