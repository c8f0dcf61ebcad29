// What a storefront does, with the browser's fetch. Prints the status of each step as JSON.
const { API, TOKEN, SKU } = process.env;
const found = {};

async function step(name, path, body) {
  const response = await fetch(API + path, {
    method: body ? "POST" : "GET",
    headers: {
      origin: "http://localhost:3000",
      ...(TOKEN && { authorization: `Bearer ${TOKEN}` }),
      ...(body && { "content-type": "application/json" }),
    },
    body: body && JSON.stringify(body),
  });
  found[name] = response.status;
  return response.json();
}

await step("list", "/products?limit=3");
await step("product", "/products/cordless-drill");
const cart = await step("cart", "/carts/items", { sku: SKU, quantity: 1, currency: "EUR" });
await step("read", `/carts/${cart.id ?? "cart_1"}`);
await step("carts", "/carts");
await step("current", "/carts/current");
await step("orders", "/orders");
console.log(JSON.stringify(found));
