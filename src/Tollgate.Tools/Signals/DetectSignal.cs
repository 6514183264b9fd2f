using System.Text.Json;
using Microsoft.Extensions.Logging;
using Tollgate.Calls.Errors;
using Tollgate.Metering.Identity;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Signals;

/// <summary><c>detect_signal</c>: runs the detectors in the workspace's order, one after the other, each reserved and charged as a call of its own.
/// It costs nothing itself; one that fails costs nothing either and ends no other. What it answers is what was charged, and why the rest is not
/// there.</summary>
internal sealed class DetectSignal(
    Func<ToolShelf> shelf, PaidCall paid, IdSource ids, TimeProvider time, SignalSettings settings, ILogger<DetectSignal> logger) : ITool
{
    private const string Missing = "MISSING_PARAMETER";
    private const string NotInOrder = "NOT_IN_ORDER";
    private const string NotDetected = "NOT_DETECTED";
    private const string CallerLeft = "CALLER_LEFT";
    private const string OverLimit = "MAX_COST_TOKENS";

    // Detectors start within this time; the last of them may take its own.
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(60);

    public ToolDefinition Definition { get; } = new("detect_signal", ToolServers.Signals, 0)
    {
        Description = "Runs the detectors of your workspace's order for a company; each is charged on its own, at its own price, when it ran well.",
        AnswersLists = true,
        Parameters =
        [
            SignalParts.Domain,
            SignalParts.Technologies with { Name = "techs", Required = false, Aliases = ["technologies"] },
            SignalParts.TitleFilters with { Required = false },
            new("verbose", ParameterKind.Flag) { Description = "Whether to tell as well which detectors did not run and why, and what was charged." },
        ],
    };

    public Refusal? Check(Arguments arguments) => SignalParts.CheckDomain(arguments)
        ?? (arguments.Texts("techs") is { } techs ? TechnologySignal.CheckNames(techs) : null);

    public async ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        if (Check(call.Arguments) is { } refusal)
        {
            return ToolAnswer.Refuse(refusal);
        }

        var detection = new Detection();
        var order = SignalsOrder.Of(call.Owner.Tenant.Workspace);
        var tools = shelf();
        foreach (var name in order)
        {
            var detector = tools.Find(null, name)!;
            if (WhyNot(call, detector.Definition, detection, cancellationToken) is { } reason)
            {
                detection.Skip(name, reason);
            }
            else
            {
                await RunAsync(call, detector, detection, cancellationToken);
            }
        }

        foreach (var name in SignalNames.All.Except(order, StringComparer.Ordinal))
        {
            detection.Skip(name, NotInOrder);
        }

        return detection.Answer(call.Arguments.Flag("verbose") == true);
    }

    // Why a detector is not even tried. Whoever left reads no more results: what was begun is finished, nothing more is begun.
    private string? WhyNot(ToolCall call, ToolDefinition detector, Detection detection, CancellationToken left)
    {
        if (detector.Parameters.Any(p => p.Required && !Given(call, detector).Any(given => detector.Find(given.Name) == p)))
        {
            return Missing;
        }

        if (left.IsCancellationRequested)
        {
            return CallerLeft;
        }

        if (time.GetElapsedTime(call.StartedTimestamp) >= StartsWithin)
        {
            return ErrorCode.PROVIDER_TIMEOUT.ToString();
        }

        if (call.MostTokens is { } most && most - detection.ChargedTokens < detector.Cost)
        {
            return OverLimit;
        }

        // What was too dear before is so still, and every further try would wait for a top-up again.
        return detection.Unaffordable <= detector.Cost ? ErrorCode.INSUFFICIENT_TOKENS.ToString() : null;
    }

    private async ValueTask RunAsync(ToolCall call, ITool detector, Detection detection, CancellationToken left)
    {
        var definition = detector.Definition;
        if (ArgumentReader.Read(definition, Given(call, definition), out var refusal) is not { } arguments)
        {
            detection.Skip(definition.Name, refusal!.Code.ToString());
            return;
        }

        var answer = await TryAsync(detector, Part(call, definition, arguments), left);
        switch (answer)
        {
            case { Refusal: null } when settings.ChargesFiredOnly && !FiredOnly.HasFired(answer):
                detection.Skip(definition.Name, NotDetected);
                break;
            case { Refusal: null }:
                detection.Add(definition.Name, answer);
                break;
            case { Refusal.Code: ErrorCode.INSUFFICIENT_TOKENS }:
                detection.SkipUnpaid(definition.Name, answer.Refusal.Code.ToString(), definition.Cost);
                break;
            default:
                detection.Skip(definition.Name, answer.Refusal.Code.ToString());
                break;
        }
    }

    // A defect in one detector is refunded where it is paid, and must not keep from the caller what the others found and were paid for.
    private async ValueTask<ToolAnswer> TryAsync(ITool detector, ToolCall part, CancellationToken left)
    {
        try
        {
            var run = settings.ChargesFiredOnly ? new FiredOnly(detector) : detector;
            return part.Definition.Cost > 0 ? await paid.RunAsync(run, part, left) : await run.RunAsync(part, CancellationToken.None);
        }
        catch (Exception defect)
        {
            logger.DetectorBroke(part.Definition.Name, defect);
            return ToolAnswer.Refuse(new Refusal(ErrorCode.INTERNAL_ERROR, "A detector broke."));
        }
    }

    private ToolCall Part(ToolCall call, ToolDefinition definition, Arguments arguments) => new()
    {
        Definition = definition,
        Arguments = arguments,
        Known = call.Known,
        Key = call.Key,
        RequestId = ids.Next<RequestKind>(),
        Parent = call.RequestId,
        AtMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
        StartedTimestamp = time.GetTimestamp(),
        Client = call.Client,
        Headers = call.Headers,
    };

    // Those of the call's arguments that the detector takes.
    private static IEnumerable<(string Name, JsonElement Value)> Given(ToolCall call, ToolDefinition detector) =>
        call.Arguments.Names.Where(name => name != "verbose" && detector.Find(name) is not null).Select(name => (name, call.Arguments.Find(name)!.Value));
}
