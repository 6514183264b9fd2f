// Plays every story by every client with every model, and prints what the clients made of it as one JSON array.
// Environment: STORIES, JSON: { address, plays: [{ client, model, story, key }] }.
import * as anthropic from "./anthropic.mjs";
import * as google from "./google.mjs";
import * as openaiChat from "./openai-chat.mjs";
import * as openaiResponses from "./openai-responses.mjs";
import * as vercel from "./vercel.mjs";

const clients = [openaiChat, openaiResponses, anthropic, google, ...vercel.clients];
const { address, plays } = JSON.parse(process.env.STORIES);

async function play({ client, model, story, key }) {
  const told = { client, model, story, text: "", sent: 0 };
  const count = (url, init) => {
    told.sent++;
    return fetch(url, init);
  };
  const stories = clients.find((each) => each.name === client).open({ address, key, model, fetch: count });
  try {
    return Object.assign(told, await stories[story](told));
  } catch (error) {
    return Object.assign(told, { error: error.message ?? JSON.stringify(error), kind: error.constructor?.name, ...stories.describe(error) });
  }
}

console.log(JSON.stringify(await Promise.all(plays.map(play))));
