using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Tollgate.Metering.Customers;

namespace Tollgate.Tools.Mcp;

/// <summary>The conversations that are open. One is found by its own key on its own server alone; for anyone else it is not there. One that is
/// not used for half an hour, or whose key has ended, is closed; a workspace that opens too many loses those it used longest ago.</summary>
internal sealed class McpSessions(TimeProvider time, RandomNumberGenerator chance, ChangeStreams streams) : IAsyncDisposable
{
    /// <summary>Most of one workspace.</summary>
    public const int MostOfWorkspace = 200;

    private static readonly TimeSpan MostIdle = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, McpSession> _open = new(StringComparer.Ordinal);
    private long _sweptTimestamp = time.GetTimestamp();

    public int Count => _open.Count;

    /// <summary>Opens one; null when the workspace has too many that are all busy.</summary>
    public async ValueTask<McpSession?> OpenAsync(TenantKey key, string? server, ToolHandlers handlers)
    {
        await SweepAsync();
        var own = _open.Values.Where(s => s.Key!.Tenant == key.Tenant).ToList();
        if (own.Count >= MostOfWorkspace)
        {
            if (own.Where(s => !s.IsBusy).MinBy(s => s.UsedTimestamp) is not { } oldest)
            {
                return null;
            }

            await CloseAsync(oldest);
        }

        var session = new McpSession(NewId(), key, server, handlers.Options(server, tellsChanges: true)) { UsedTimestamp = time.GetTimestamp() };
        _open[session.Id!] = session;
        return session;
    }

    /// <summary>The session of that id, of this key on this server; else null.</summary>
    public McpSession? Find(string id, TenantKey key, string? server)
    {
        if (!_open.TryGetValue(id, out var session) || session.Key!.Key.Id != key.Key.Id || session.Server != server || IsIdle(session))
        {
            return null;
        }

        session.UsedTimestamp = time.GetTimestamp();
        return session;
    }

    /// <summary>Tells the client of a session of changes for as long as both are there; false when too many are told already.</summary>
    public Task<bool> ListenAsync(HttpContext context, McpSession session) => streams.RunAsync(context, session);

    public async ValueTask CloseAsync(McpSession session)
    {
        if (_open.TryRemove(session.Id!, out _))
        {
            await session.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _open.Values)
        {
            await CloseAsync(session);
        }

        chance.Dispose();
    }

    private async ValueTask SweepAsync()
    {
        if (time.GetElapsedTime(_sweptTimestamp) < SweepEvery)
        {
            return;
        }

        _sweptTimestamp = time.GetTimestamp();
        var now = time.GetUtcNow();
        foreach (var session in _open.Values.Where(s => !s.IsBusy && (IsIdle(s) || s.Key!.HasEnded(now))))
        {
            await CloseAsync(session);
        }
    }

    private bool IsIdle(McpSession session) => !session.IsBusy && time.GetElapsedTime(session.UsedTimestamp) > MostIdle;

    private string NewId()
    {
        Span<byte> bytes = stackalloc byte[24];
        chance.GetBytes(bytes);
        return Base64Url.EncodeToString(bytes);
    }
}
