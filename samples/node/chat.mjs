// One call, one stream and one refusal with the official SDK. Environment: OPENAI_BASE_URL, OPENAI_API_KEY (the SDK reads them itself).
import OpenAI from "openai";

const client = new OpenAI();
const messages = [{ role: "user", content: "Hello, gate" }];

const reply = await client.chat.completions.create({ model: "practice/echo", messages });
console.log(reply.choices[0].message.content);
console.log("cost in USD:", reply.tollgate.cost_usd);

const stream = await client.chat.completions.create({ model: "practice/echo", messages, stream: true });
let text = "";
for await (const chunk of stream) text += chunk.choices[0]?.delta?.content ?? "";
console.log("streamed:", text);

try {
  await client.chat.completions.create({ model: "no-such-model", messages });
} catch (error) {
  console.log("refused:", error.status, error.code);
}
