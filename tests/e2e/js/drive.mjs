// Drives the example service with Stripe's own SDK: node drive.mjs http://127.0.0.1:PORT KEY
import assert from "node:assert/strict";
import Stripe from "stripe";

const [address, key] = process.argv.slice(2);
const { hostname, port } = new URL(address);
const options = { host: hostname, port, protocol: "http", maxNetworkRetries: 0, telemetry: false };
const stripe = new Stripe(key, options);

async function refused(call, expected) {
  await assert.rejects(call, (error) => {
    for (const [name, value] of Object.entries(expected)) assert.equal(error[name], value, `${name} of ${error}`);
    assert.ok(error.requestId);
    return true;
  });
}

const coupon = await stripe.coupons.create({ percent_off: 12.5, applies_to: { products: ["prod_1"] } });
assert.equal((await stripe.coupons.retrieve(coupon.id)).percent_off, 12.5);
const customer = await stripe.customers.create({ name: "Ada é &=+ ", metadata: { "k[2]": "x" } });
assert.deepEqual({ ...customer.metadata }, { "k[2]": "x" });
assert.equal((await stripe.customers.retrieve(customer.id)).name, "Ada é &=+ ");
const promotion = { type: "coupon", coupon: coupon.id };

// create, duplicate, retrieve, update
const made = await stripe.promotionCodes.create({
  promotion,
  code: "Node-26",
  customer: customer.id,
  expires_at: Math.floor(Date.now() / 1000) + 3600,
  max_redemptions: 3,
  metadata: { a: "v 1&=é" },
  restrictions: { first_time_transaction: true, currency_options: { eur: { minimum_amount: 900 } } },
  expand: ["promotion.coupon.applies_to", "customer", "restrictions.currency_options"],
});
assert.equal(made.promotion.coupon.applies_to.products[0], "prod_1");
assert.equal(made.customer.id, customer.id);
assert.equal(made.restrictions.currency_options.eur.minimum_amount, 900);
assert.equal(made.metadata.a, "v 1&=é");
await refused(() => stripe.promotionCodes.create({ promotion, code: "nODE-26", customer: customer.id }), {
  type: "StripeInvalidRequestError",
  statusCode: 400,
  param: "code",
  message: "An active promotion code with `code: nODE-26` already exists.",
});
assert.equal((await stripe.promotionCodes.retrieve(made.id)).promotion.coupon, coupon.id);
let changed = await stripe.promotionCodes.update(made.id, { active: false, metadata: { a: "", b: "2" } });
assert.deepEqual([changed.active, { ...changed.metadata }], [false, { b: "2" }]);
changed = await stripe.promotionCodes.update(made.id, { metadata: "" });
assert.deepEqual({ ...changed.metadata }, {});
assert.equal((await stripe.promotionCodes.update(made.id)).id, made.id);

// filters
const only = async (params) => (await stripe.promotionCodes.list({ coupon: coupon.id, ...params })).data.map((c) => c.id);
for (const params of [
  { code: "NODE-26" },
  { active: false },
  { customer: customer.id },
  { created: made.created },
  { created: { gte: made.created, lt: made.created + 1 } },
]) {
  assert.deepEqual(await only(params), [made.id], JSON.stringify(params));
}
assert.deepEqual(await only({ active: true }), []);
assert.deepEqual(await only({ customer_account: "acct_1" }), []);

// auto-paging, both ways
const ids = [];
for (let number = 0; number < 250; number++) ids.push((await stripe.promotionCodes.create({ promotion })).id);
const walk = async (params) => {
  const seen = [];
  for await (const code of stripe.promotionCodes.list({ coupon: coupon.id, limit: 100, ...params })) seen.push(code.id);
  return seen;
};
assert.deepEqual(await walk({}), [...ids].reverse().concat(made.id));
assert.deepEqual(await walk({ ending_before: ids[0] }), ids.slice(1));

// errors
await refused(() => stripe.promotionCodes.retrieve("a/b"), {
  type: "StripeInvalidRequestError",
  statusCode: 404,
  code: "resource_missing",
  param: "promotion_code",
  message: "No such promotion code: 'a/b'",
});
await refused(() => stripe.promotionCodes.create({}), { code: "parameter_missing", param: "promotion" });
await refused(() => stripe.promotionCodes.create({ promotion: { type: "coupon", coupon: "none" } }), {
  code: "resource_missing",
  param: "promotion[coupon]",
});
await refused(() => stripe.promotionCodes.list({ expand: ["data.nope"] }), {
  message: "This property cannot be expanded (data.nope).",
});
await refused(() => new Stripe("sk_test_00001234", options).promotionCodes.list(), {
  type: "StripeAuthenticationError",
  statusCode: 401,
  message: "Invalid API Key provided: sk_test_****1234",
});

// idempotency
const idempotencyKey = `node-${made.id}`;
const first = await stripe.promotionCodes.create({ promotion }, { idempotencyKey });
const again = await stripe.promotionCodes.create({ promotion }, { idempotencyKey });
assert.equal(again.id, first.id);
assert.equal(again.lastResponse.headers["idempotent-replayed"], "true");
await refused(() => stripe.promotionCodes.create({ promotion, active: false }, { idempotencyKey }), {
  type: "StripeIdempotencyError",
  statusCode: 400,
});
console.log("all went well");
