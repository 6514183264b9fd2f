using Tollgate.Metering.Identity;
using Tollgate.Metering.Usage;

namespace Tollgate.Storage.Codec;

/// <summary>Binary form of <see cref="CallRecord"/>: in the journal, and as the draft of an open hold. Begins with its version.</summary>
internal static class CallCodec
{
    // Form 2 is form 3 without the parent; form 1 is without the texts that tell the tier and the images too, and without what is counted beside tokens.
    private const byte Version = 3;
    private const byte OldestVersion = 1;
    private const int HasProject = 1;
    private const int FirstText = 1;
    private const int HasAttempts = 1 << 30;
    private const int HasParent = 1 << 29;

    // Version, mode, stream; mask, status, flags; five ids; five numbers; fifteen lengths.
    private const int FixedBytes = 3 + (3 * sizeof(int)) + (5 * 16) + (5 * sizeof(long)) + (15 * sizeof(int)) + UsageCodec.MostBytes;

    // UTF-8 takes at most three bytes for a UTF-16 character.
    private const int MostBytesPerChar = 3;

    /// <summary>A size that the record surely fits in.</summary>
    public static int MostBytes(CallRecord call) =>
        FixedBytes + (MostBytesPerChar * (call.Route.Length + LengthOf(call.ModelAsked) + LengthOf(call.ModelUsed)
            + LengthOf(call.Provider) + LengthOf(call.ErrorCode) + LengthOf(call.PriceVersion) + LengthOf(call.WorkflowTag)
            + LengthOf(call.Step) + LengthOf(call.ExecutionId) + LengthOf(call.Source) + LengthOf(call.Tags)
            + LengthOf(call.Policy) + LengthOf(call.ServiceTier) + LengthOf(call.ImageSize) + LengthOf(call.ImageQuality)))
        + AttemptCodec.MostBytes(call.Attempts);

    /// <summary>The record as an array of its own. It may be the draft of a call that is under way and goes on filling it in.</summary>
    public static byte[] ToArray(CallRecord draft)
    {
        var call = draft.Copy();
        var buffer = new byte[MostBytes(call)];
        var writer = new FieldWriter(buffer);
        Write(ref writer, call);
        return buffer.AsSpan(0, writer.Length).ToArray();
    }

    public static void Write(ref FieldWriter writer, CallRecord call)
    {
        writer.Write(Version);
        writer.Write((byte)call.Mode);
        writer.Write(call.Stream ? (byte)1 : (byte)0);
        var maskAt = writer.Length;
        writer.Write(0);
        writer.Write(call.Status);
        writer.Write((int)call.Flags);
        writer.Write(call.RequestId.Value);
        writer.Write(call.Workspace.Value);
        writer.Write(call.Key.Value);
        writer.Write(call.AtMs);
        writer.Write(call.BoundNanoUsd);
        writer.Write(call.CostNanoUsd);
        writer.Write(call.LatencyUs);
        writer.Write(call.FirstByteUs);
        UsageCodec.Write(ref writer, call.Usage);
        var mask = 0;
        if (call.Project is { } project)
        {
            writer.Write(project.Value);
            mask = HasProject;
        }

        writer.Write(call.Route);
        mask |= Put(ref writer, call.ModelAsked, 0)
            | Put(ref writer, call.ModelUsed, 1)
            | Put(ref writer, call.Provider, 2)
            | Put(ref writer, call.ErrorCode, 3)
            | Put(ref writer, call.PriceVersion, 4)
            | Put(ref writer, call.WorkflowTag, 5)
            | Put(ref writer, call.Step, 6)
            | Put(ref writer, call.ExecutionId, 7)
            | Put(ref writer, call.Source, 8)
            | Put(ref writer, call.Tags, 9)
            | Put(ref writer, call.Policy, 10)
            | Put(ref writer, call.ServiceTier, 11)
            | Put(ref writer, call.ImageSize, 12)
            | Put(ref writer, call.ImageQuality, 13);
        if (call.Parent is { } parent)
        {
            writer.Write(parent.Value);
            mask |= HasParent;
        }

        if (call.Attempts is { } attempts)
        {
            AttemptCodec.Write(ref writer, attempts);
            mask |= HasAttempts;
        }

        writer.Patch(maskAt, mask);
    }

    /// <exception cref="InvalidDataException">the record has a form that this program does not know.</exception>
    public static CallRecord Read(ref FieldReader reader)
    {
        if (reader.ReadByte() is var version && version is < OldestVersion or > Version)
        {
            throw new InvalidDataException($"a call record has form {version}; this program reads forms {OldestVersion} to {Version}");
        }

        var mode = (KeyMode)reader.ReadByte();
        var stream = reader.ReadByte() != 0;
        var mask = reader.ReadInt32();
        var status = reader.ReadInt32();
        var flags = (CallFlags)reader.ReadInt32();

        // The order of these initializers is the order on disk; the route follows the project.
        var requestId = new Id<RequestKind>(reader.ReadUInt128());
        var workspace = new Id<WorkspaceKind>(reader.ReadUInt128());
        var key = new Id<KeyKind>(reader.ReadUInt128());
        var atMs = reader.ReadInt64();
        var bound = reader.ReadInt64();
        var cost = reader.ReadInt64();
        var latency = reader.ReadInt64();
        var firstByte = reader.ReadInt64();
        var usage = UsageCodec.Read(ref reader);
        Id<ProjectKind>? project = (mask & HasProject) == 0 ? null : new Id<ProjectKind>(reader.ReadUInt128());
        return new CallRecord
        {
            RequestId = requestId,
            AtMs = atMs,
            Workspace = workspace,
            Project = project,
            Key = key,
            Mode = mode,
            Stream = stream,
            Status = status,
            Flags = flags,
            Usage = usage,
            BoundNanoUsd = bound,
            CostNanoUsd = cost,
            LatencyUs = latency,
            FirstByteUs = firstByte,
            Route = reader.ReadString(),
            ModelAsked = Take(ref reader, mask, 0),
            ModelUsed = Take(ref reader, mask, 1),
            Provider = Take(ref reader, mask, 2),
            ErrorCode = Take(ref reader, mask, 3),
            PriceVersion = Take(ref reader, mask, 4),
            WorkflowTag = Take(ref reader, mask, 5),
            Step = Take(ref reader, mask, 6),
            ExecutionId = Take(ref reader, mask, 7),
            Source = Take(ref reader, mask, 8),
            Tags = Take(ref reader, mask, 9),
            Policy = Take(ref reader, mask, 10),
            ServiceTier = Take(ref reader, mask, 11),
            ImageSize = Take(ref reader, mask, 12),
            ImageQuality = Take(ref reader, mask, 13),
            Parent = (mask & HasParent) == 0 ? null : new Id<RequestKind>(reader.ReadUInt128()),
            Attempts = (mask & HasAttempts) == 0 ? null : AttemptCodec.Read(ref reader),
        };
    }

    private static int LengthOf(string? text) => text?.Length ?? 0;

    private static int Put(ref FieldWriter writer, string? text, int number)
    {
        if (text is null)
        {
            return 0;
        }

        writer.Write(text);
        return 1 << (FirstText + number);
    }

    private static string? Take(ref FieldReader reader, int mask, int number) =>
        (mask & (1 << (FirstText + number))) == 0 ? null : reader.ReadString();
}
