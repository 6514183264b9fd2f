using System.CommandLine;
using System.Text.Json.Nodes;
using Tollgate.Host.Operations;

namespace Tollgate.Host.Commands;

/// <summary><c>tollgate policies test</c>.</summary>
internal static class PoliciesCommand
{
    private static readonly Option<string> Workspace = new("--workspace") { Description = "Its id or name; not needed where there is one alone", HelpName = "W" };
    private static readonly Option<bool> Json = new("--json") { Description = "Prints the answer of the management API as it is" };
    private static readonly Option<bool> Stream = new("--stream") { Description = "A streamed call" };

    private static readonly (Option<string> Option, string Field)[] Texts =
    [
        (new("--model") { Description = "Model as the caller writes it", HelpName = "M", Required = true }, "model"),
        (new("--project") { Description = "Project that the request names, by id or slug", HelpName = "P" }, "project"),
        (new("--key") { Description = "The calling key, by id or name; else one that may do everything", HelpName = "K" }, "key"),
        (new("--workflow-tag") { Description = "Its workflow tag", HelpName = "T" }, "workflow_tag"),
        (new("--step") { Description = "Its step", HelpName = "S" }, "step"),
        (new("--provider") { Description = "Provider that the caller insists on", HelpName = "P" }, "provider"),
        (new("--at") { Description = "When it arrives, as in RFC 3339 (default now)", HelpName = "TIME" }, "at"),
    ];

    private static readonly (Option<long?> Option, string Field)[] Numbers =
    [
        (new("--prompt-tokens") { Description = "Size of the prompt by our estimate (default 0)", HelpName = "N" }, "prompt_tokens"),
        (new("--max-tokens") { Description = "The caller's output limit", HelpName = "N" }, "max_tokens"),
        (new("--budget-used-pct") { Description = "Use of the fullest budget to suppose (default as it stands)", HelpName = "N" }, "budget_used_pct"),
    ];

    public static Command Build(SharedFlags flags) => new("policies", "Routing policies") { Test(flags) };

    private static Command Test(SharedFlags flags)
    {
        var command = new Command("test", "Says which policy a request would meet and why, and what it could cost; nothing is sent")
        {
            Workspace, Json, Stream,
        };
        foreach (var (option, _) in Texts)
        {
            command.Add(option);
        }

        foreach (var (option, _) in Numbers)
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = flags.Settings(parsed);
            var request = new ControlRequest
            {
                Command = ControlRequest.TestPolicies, Workspace = parsed.GetValue(Workspace), Body = Body(parsed).ToJsonString(),
            };
            var reply = await LocalOrLive.AskAsync(DataDirectory.At(settings.Host.Data), settings, request, cancellationToken);
            if (reply.Body is not { } answer)
            {
                await Console.Error.WriteLineAsync("tollgate: " + reply.Error);
                return ExitCode.Failed;
            }

            if (parsed.GetValue(Json))
            {
                await Console.Out.WriteLineAsync(answer);
            }
            else
            {
                PolicyText.Write(Console.Out, answer);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static JsonObject Body(ParseResult parsed)
    {
        var body = new JsonObject { ["stream"] = parsed.GetValue(Stream) };
        foreach (var (option, field) in Texts)
        {
            if (parsed.GetValue(option) is { } text)
            {
                body[field] = text;
            }
        }

        foreach (var (option, field) in Numbers)
        {
            if (parsed.GetValue(option) is { } number)
            {
                body[field] = number;
            }
        }

        return body;
    }
}
