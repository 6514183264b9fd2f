using System.Text.Json;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Providers.Practice;

/// <summary>The built-in provider: offline, always the same answer to the same request, exact usage, and a model for each way to fail.
/// Models: <c>echo</c> (and every unknown name), <c>slow</c>, <c>long</c>, <c>fail-STATUS</c>, <c>nousage</c>, <c>cut</c>.</summary>
internal sealed class PracticeProvider(TimeProvider time) : IModelProvider
{
    private static readonly TimeSpan SlowStart = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public IReadOnlyList<string> Kinds { get; } = ["practice"];

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        var model = PracticeModel.Of(request.Model);
        if (model.Behaviour == PracticeBehaviour.Slow)
        {
            try
            {
                await Task.Delay(SlowStart, time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return new SendOutcome(null, new ProviderError(ProviderErrorKind.Cancelled, "The call was cancelled."));
            }
        }

        var script = request.Api == ModelApi.Transcriptions && model.Behaviour != PracticeBehaviour.Fail
            ? await PracticeTranscription.ScriptAsync(request, model.Behaviour)
            : Script(request, model);
        return new SendOutcome(new PracticeReply(script, time), null);
    }

    private PracticeScript Script(ModelRequest request, PracticeModel model)
    {
        if (model.Behaviour == PracticeBehaviour.Fail)
        {
            return PracticeScript.Failure(model.Status);
        }

        try
        {
            return request.Api switch
            {
                ModelApi.Embeddings => PracticeVectors.Script(request, model.Behaviour),
                ModelApi.Images => PracticeImages.Script(request, model.Behaviour, time.GetUtcNow().ToUnixTimeSeconds()),
                ModelApi.Speech => PracticeSpeech.Script(request, model.Behaviour),
                _ => Chat(request, model),
            };
        }
        catch (JsonException)
        {
            return PracticeScript.Failure(400);
        }
    }

    private PracticeScript Chat(ModelRequest request, PracticeModel model)
    {
        var prompt = PracticePrompt.Read(request.Body.Span);
        var answer = PracticeAnswer.To(prompt, model.Behaviour, request.MaxOutputTokens);
        if (answer.PromptTokens > request.ContextWindow)
        {
            return PracticeScript.Failure(400, $"The prompt has {answer.PromptTokens} tokens, the model takes {request.ContextWindow}.");
        }

        var text = new PracticeText(request.Model, time.GetUtcNow().ToUnixTimeSeconds(), answer);
        return request.Stream
            ? PracticeScript.Stream(text, answer, model.Behaviour, prompt.UsageAsked)
            : PracticeScript.Plain(text, model.Behaviour);
    }
}
