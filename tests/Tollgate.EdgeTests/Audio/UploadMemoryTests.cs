using System.Net;
using System.Text;
using Tollgate.EdgeTests.Relay;
using Tollgate.EdgeTests.Running;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Audio;

/// <summary>Files of the largest size pass without being held.</summary>
[Collection(Alone.Name)]
public sealed class UploadMemoryTests
{
    private const int FileBytes = 25 * 1024 * 1024;
    private const int AtOnce = 8;

    [Fact]
    public async Task LargestFiles_ManyAtOnce_TakeAFractionOfTheirSizeAndReachTheProviderWhole()
    {
        await using var stage = await AudioStage.StartAsync();
        await using var sink = new CountingUpstream();
        stage.UseUpstream(sink.BaseUrl);
        await TranscribeAsync(stage);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);

        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => TranscribeAsync(stage)));

        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        sink.Bodies.Count.ShouldBe(AtOnce + 1);
        sink.Bodies.ShouldAllBe(body => body.Length > FileBytes && body.Sum == sink.Bodies.First().Sum);

        // Sender, gateway and receiver share the process: all that they ever take is less than half of what they pass on.
        const long Passed = (long)AtOnce * FileBytes;
        allocated.ShouldBeLessThan(Passed / 2);
    }

    private static async Task TranscribeAsync(CallStage stage)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/audio/transcriptions") { Content = new MadeForm() };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + stage.Key.Secret);
        using var response = await stage.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>A form whose file is made as it is sent.</summary>
    private sealed class MadeForm : HttpContent
    {
        private static readonly byte[] Start = Encoding.ASCII.GetBytes(
            "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.raw\"\r\n\r\n");

        private static readonly byte[] End = Encoding.ASCII.GetBytes(
            "\r\n--XX\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nscribe\r\n--XX--\r\n");

        public MadeForm() => Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(AudioStage.Form);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var piece = new byte[16 * 1024];
            await stream.WriteAsync(Start);
            for (var at = 0; at < FileBytes; at += piece.Length)
            {
                for (var i = 0; i < piece.Length; i++)
                {
                    piece[i] = CountedBytes.At(at + i);
                }

                await stream.WriteAsync(piece);
            }

            await stream.WriteAsync(End);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = Start.Length + FileBytes + End.Length;
            return true;
        }
    }
}
