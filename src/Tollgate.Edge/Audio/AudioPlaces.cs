using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Inference.Providers;

namespace Tollgate.Edge.Audio;

/// <summary>Where sound is made and heard: at those who take OpenAI's formats.</summary>
internal static class AudioPlaces
{
    private const string Practice = "practice";

    /// <summary>Why a call cannot go there; null when it can.</summary>
    public static Refusal? Refuse(in OutgoingCall call) => call.ProviderKind == Practice || ChatKinds.Of(call.ProviderKind) is not null
        ? null
        : Refusal.Invalid("model", "The provider of this model has no such route for sound.");

    /// <summary>True for one that reports the usage of speech in its events alone, and gives events to whoever asks.</summary>
    public static bool TellsInEvents(in OutgoingCall call) =>
        !call.BilledByCharacter && call.ProviderKind is "openai" or AzureAddress.Kind or Practice;
}
