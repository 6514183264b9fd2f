// Speaks and listens through the gateway with the official SDK of OpenAI and prints what it made of it as one JSON object.
// Environment: OPENAI_BASE_URL, OPENAI_API_KEY, MODEL. Argument: which story.
import { createHash } from "node:crypto";
import OpenAI, { toFile } from "openai";

const client = new OpenAI({ maxRetries: 0 });
const model = process.env.MODEL;
const said = { model, input: "The toll is paid once.", voice: "alloy" };
const heard = async () => ({ model, file: await toFile(wav(3_000_000), "call.wav") });
const sum = (bytes) => createHash("sha256").update(bytes).digest("hex");

// Noise: 16,000 samples a second of two bytes.
function wav(bytes) {
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(bytes + 36, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(16_000, 24);
  head.writeUInt32LE(32_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(bytes, 40);
  return Buffer.concat([head, Buffer.alloc(bytes, 7)]);
}

const stories = {
  async speech() {
    const reply = await client.audio.speech.create(said);
    const bytes = Buffer.from(await reply.arrayBuffer());
    return { length: bytes.length, sum: sum(bytes), type: reply.headers.get("content-type"), cost: reply.headers.get("x-tollgate-cost-usd") };
  },
  async speechInPieces() {
    const reply = await client.audio.speech.create({ ...said, response_format: "pcm" });
    const pieces = [];
    for await (const piece of reply.body) {
      pieces.push(Buffer.from(piece));
    }
    const bytes = Buffer.concat(pieces);
    return { length: bytes.length, sum: sum(bytes), pieces: pieces.length };
  },
  async speechEvents() {
    const reply = await client.audio.speech.create({ ...said, stream_format: "sse" });
    const text = await reply.text();
    return { done: text.includes('"type":"speech.audio.done"'), block: text.includes("\n: tollgate {") };
  },
  async transcription() {
    const reply = await client.audio.transcriptions.create(await heard());
    return { text: reply.text, seconds: reply.usage.seconds, cost: reply.tollgate.cost_usd };
  },
  async transcriptionText() {
    return { text: await client.audio.transcriptions.create({ ...(await heard()), response_format: "text" }) };
  },
  async transcriptionStream() {
    const pieces = [];
    for await (const event of await client.audio.transcriptions.create({ ...(await heard()), stream: true })) {
      pieces.push(event.type === "transcript.text.done" ? event.usage.total_tokens : event.delta);
    }
    return { pieces };
  },
  async refused() {
    try {
      await client.audio.transcriptions.create(await heard());
      return {};
    } catch (error) {
      return { kind: error.constructor.name, code: error.code, param: error.param };
    }
  },
};

console.log(JSON.stringify(await stories[process.argv[2]]()));
