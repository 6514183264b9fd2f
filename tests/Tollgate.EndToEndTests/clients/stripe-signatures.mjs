// Signs and checks events with Stripe's own library: what, the variable EVENTS says; prints one JSON object.
import Stripe from "stripe";

const { sign, check } = JSON.parse(process.env.EVENTS);
const stripe = new Stripe("sk_test_of_the_script");

const signed = sign.map(({ payload, secret, timestamp }) =>
  stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp }));

const checked = check.map(({ payload, header, secret, receivedAt }) => {
  try {
    return stripe.webhooks.constructEvent(payload, header, secret, 300, undefined, receivedAt * 1000).id;
  } catch (error) {
    return error.type;
  }
});

console.log(JSON.stringify({ signed, checked, version: Stripe.API_VERSION ?? stripe.getApiField("version") }));
