// Calls the gateway with Google's official SDK and prints what the SDK made of it as one JSON object: what only this SDK asks.
// Environment: GEMINI_BASE_URL, GEMINI_KEY, MODEL. Argument: which story.
import { ApiError, GoogleGenAI } from "@google/genai";

const model = process.env.MODEL;
const client = new GoogleGenAI({ apiKey: process.env.GEMINI_KEY, httpOptions: { baseUrl: process.env.GEMINI_BASE_URL, apiVersion: "v1beta" } });

const stories = {
  async count() {
    const counted = await client.models.countTokens({ model, contents: "Good day" });
    return { tokens: counted.totalTokens };
  },
  async chat() {
    const chat = client.chats.create({ model });
    const first = await chat.sendMessage({ message: "Good day" });
    let second = "";
    for await (const chunk of await chat.sendMessageStream({ message: "And again" })) second += chunk.text ?? "";
    return { first: first.text, second, turns: chat.getHistory().length };
  },
  async headers() {
    const reply = await client.models.generateContent({ model, contents: "Good day" });
    return { headers: reply.sdkHttpResponse.headers };
  },
  async badKey() {
    try {
      await new GoogleGenAI({ apiKey: "tg_live_wrong", httpOptions: { baseUrl: process.env.GEMINI_BASE_URL } }).models.generateContent({ model, contents: "Good day" });
      return {};
    } catch (error) {
      return { own: error instanceof ApiError, status: error.status, code: JSON.parse(error.message).error.code };
    }
  },
};

console.log(JSON.stringify(await stories[process.argv[2]]()));
