using System.Buffers;
using System.Text;
using System.Text.Json;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Trials;
using Tollgate.Inference.Facts;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;

namespace Tollgate.Edge.Manage;

/// <summary><c>POST .../policies/test</c>: which policy a given request would meet and why, where it would go, and what it could cost there.
/// Nothing is held, sent or logged.</summary>
public sealed class PolicyTester(CallServices calls)
{
    /// <summary>The answer to a body as the route takes it; or why the body cannot be read.</summary>
    public (string? Json, string? Error) Test(Tenant tenant, ReadOnlyMemory<byte> body)
    {
        var (fields, refusal) = BodyReader.Read(body);
        var answer = refusal is null ? Test(tenant, fields) : Answer.Refuse(refusal);
        if (answer.Json is not { } write)
        {
            return (null, answer.Refusal!.What);
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        return (Encoding.UTF8.GetString(buffer.WrittenSpan), null);
    }

    internal Answer Test(ManageRequest request, Tenant tenant) => Test(tenant, request.Body);

    private Answer Test(Tenant tenant, Fields body)
    {
        var call = Read(body, tenant);
        using var request = ReadRequest(body, call);
        if (body.End() is { } refusal)
        {
            return Answer.Refuse(refusal);
        }

        call = request is null ? call : call with { Request = (request.Facts, request.Body) };
        var report = new PolicyTrial(calls).Run(call);
        return Answer.Ok(json => TrialWriter.Write(json, report, tenant.Policies));
    }

    private static SupposedRequest? ReadRequest(Fields body, TrialCall call)
    {
        var dialect = body.Word("dialect", SupposedRequest.Dialects, 0).Value;
        if (body.Json("request").Value is not { } json)
        {
            return null;
        }

        var request = SupposedRequest.Read(json, dialect, (call.Model, call.Stream, call.Metadata), out var fault);
        if (request is null)
        {
            body.Fail(fault.Param is null ? "request" : "request." + fault.Param, "is refused: " + fault.Message.TrimEnd('.'));
        }

        return request;
    }

    private TrialCall Read(Fields body, Tenant tenant)
    {
        var owners = new PolicyOwners(tenant);
        var project = body.TextOrNull("project", 64).Value;
        if (project is not null && owners.Project(project) is null)
        {
            body.Fail("project", "names no project of this workspace");
        }

        var named = body.TextOrNull("key", 200).Value;
        string? why = null;
        var key = named is null ? AnyKey(tenant) : owners.Key(named, out why);
        if (key is null)
        {
            body.Fail("key", why!);
        }
        else if (key.Key.RevokedAt is not null)
        {
            body.Fail("key", "names a key that is revoked: no call of it gets this far");
        }

        return new TrialCall
        {
            Key = key ?? AnyKey(tenant),
            Model = body.Text("model", PolicyFields.LongestModel, required: true).Value,
            Metadata = new CallMetadata
            {
                Project = project,
                WorkflowTag = body.TextOrNull("workflow_tag", PolicyFields.LongestTag).Value,
                Step = body.TextOrNull("step", PolicyFields.LongestTag).Value,
                Provider = body.TextOrNull("provider", PolicyFields.LongestTag).Value,
            },
            PromptTokens = body.Whole("prompt_tokens", 0, PolicyFields.MostTokens).Value ?? 0,
            MaxOutputTokens = body.Whole("max_tokens", 1, PolicyFields.MostTokens).Value,
            Stream = body.Flag("stream").Value,
            At = body.Time("at").Value ?? calls.Time.GetUtcNow(),
            BudgetUsedPct = (int?)body.Whole("budget_used_pct", 0, 100).Value,
        };
    }

    // A live key that is bound to nothing, has no budget and may call every model.
    private static TenantKey AnyKey(Tenant tenant) => new(
        new ApiKey
        {
            Id = default, Workspace = tenant.Workspace.Id, Name = "", PublicId = "", SecretHash = [], Mode = KeyMode.Live, CreatedAt = default,
        },
        tenant,
        null);
}
