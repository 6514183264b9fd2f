using BenchmarkDotNet.Attributes;
using Tollgate.Bench.World;
using Tollgate.Calls;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Catalog;
using Tollgate.Calls.Errors;
using Tollgate.Dialects.OpenAi;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Metering;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Usage;

namespace Tollgate.Bench.Admission;

/// <summary>Admission as a whole: key, rate, body, model, price, bound, hold on three budgets; then settled by usage. Goal: p50 at most 10 us.</summary>
public class AdmissionBench
{
    private const int Calls = 5_000;

    private static readonly ReportedUsage Usage = new() { InputTokens = 12, OutputTokens = 34 };

    private static readonly byte[] Body = """
        {"model":"practice/echo","messages":[{"role":"system","content":"You are helpful."},{"role":"user","content":"What is the capital of France?"}],"max_tokens":100,"temperature":0.2}
        """u8.ToArray();

    private readonly Customers _customers = new();
    private CallServices _services = null!;
    private Meter _meter = null!;

    [GlobalSetup]
    public void Open()
    {
        var none = new NoBooks();
        _meter = new Meter(none, none, _customers.Ids, TimeProvider.System);
        _meter.Start();
        _meter.Adopt(_customers.Key.Tenant.Book);
        using var chance = new Testing.SeededBytes(1);
        _services = new CallServices(
            _meter,
            new ModelResolver(ModelCatalog.Embedded()),
            new ProviderTargets(new SecretBox(chance, new byte[32]), new Dictionary<string, Uri>()),
            CallServices.ByKind([]),
            TimeProvider.System);
    }

    [GlobalCleanup]
    public void Close() => _meter.Dispose();

    [Benchmark(OperationsPerInvoke = Calls)]
    public async Task AdmitAndSettle()
    {
        for (var i = 0; i < Calls; i++)
        {
            var call = new MeteredCall(_services, Enter());
            var facts = Read();
            if (await call.AdmitAsync(facts, new AsItCame(facts)) is { } refusal)
            {
                throw new InvalidOperationException(refusal.ToString());
            }

            await call.SettleReportedAsync(Usage, null, 200, null);
        }

        await _meter.FlushAsync();
    }

    private CallContext Enter()
    {
        if (!KeySecret.TryParse(_customers.Secret, out var presented)
            || !_customers.Directory.TryFindKey(presented.PublicId, out var key)
            || !presented.Opens(key.Key, Customers.Now)
            || !key.Tenant.Limiter.TryAcquire(int.MaxValue).Allowed)
        {
            throw new InvalidOperationException("the key is good and the limit wide");
        }

        return new CallContext
        {
            Key = key,
            RequestId = _customers.Ids.Next<RequestKind>(),
            Route = "chat.completions",
            AtMs = Customers.NowMs,
            StartedTimestamp = TimeProvider.System.GetTimestamp(),
        };
    }

    private static CallFacts Read()
    {
        var facts = new CallFacts();
        var edits = default(ChatRequestEdits);
        return ChatRequestReader.TryRead(Body, facts, ref edits, out var fault)
            ? facts
            : throw new InvalidOperationException(fault.ToString());
    }

    // A body that needs no change: what writing one costs has a benchmark of its own.
    private sealed class AsItCame(CallFacts facts) : IOutgoingBody
    {
        public ModelApi ApiFor(in OutgoingCall call) => ModelApi.Chat;

        public CallFacts? FactsFor(in OutgoingCall call, out Refusal? refusal)
        {
            refusal = null;
            return facts;
        }

        public ReadOnlyMemory<byte> For(in OutgoingCall call, out Refusal? refusal)
        {
            refusal = null;
            return Body;
        }
    }
}
